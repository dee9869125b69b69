/** Files that the report takes in as text (`with { type: "text" }`). */
declare module "*/page/charts.js" {
  const text: string;
  export default text;
}
declare module "*/page/sweep-charts.js" {
  const text: string;
  export default text;
}
declare module "*.css" {
  const text: string;
  export default text;
}
declare module "uplot/dist/uPlot.iife.min.js" {
  const text: string;
  export default text;
}
