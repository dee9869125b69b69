/*
 * Draws the charts of a sweep: a value of each run along one swept entry, a line for each value of the other.
 *
 * Plain JavaScript, since it is put into the page as it stands. Runs that were not part of the sweep leave gaps that lines
 * bridge; every run is a dot.
 */

(() => {
  const plotElements = [...document.querySelectorAll(".plot")];
  if (plotElements.length === 0) return;
  const sweep = JSON.parse(document.getElementById("sweep-data").textContent);
  const dashes = [[], [8, 3], [2, 2], [5, 3], [8, 3, 2, 3], [1, 3], [], [8, 3]];
  const charts = plotElements.map(drawChart);
  for (const button of document.querySelectorAll("[data-line]")) button.addEventListener("click", () => toggle(button));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const chart of charts) chart.redraw(false, true);
  });

  function drawChart(element) {
    const lines = sweep[element.id];
    const options = {
      width: element.clientWidth,
      height: element.clientHeight,
      legend: { show: false },
      padding: [10, 24, 0, 20],
      cursor: { drag: { x: false, y: false }, sync: { key: "sweep" }, points: { size: 9 } },
      scales: {
        x: { time: false, range: (_chart, low, high) => padded(low, high) },
        y: { range: (_chart, low, high) => padded(Math.min(low ?? 0, 0), Math.max(high ?? 0, 0)) },
      },
      axes: [entryAxis(), { ...axis(), side: 1, size: 84 }],
      series: [{}, ...lines.map(lineOptions)],
      hooks: { setCursor: [(chart) => readOut(chart, element, lines)], drawClear: [drawZeroLine] },
    };
    const chart = new uPlot(options, [sweep.x, ...lines.map(({ values }) => values)], element);
    new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: element.clientHeight })).observe(
      element,
    );
    readOut(chart, element, lines);
    return chart;
  }

  function lineOptions({ name }, at) {
    return {
      label: name,
      width: 1.75,
      dash: dashes[at],
      stroke: () => color(`line-${at}`),
      spanGaps: true,
      points: { show: true, size: 5, fill: () => color(`line-${at}`) },
    };
  }

  function axis() {
    return {
      stroke: () => color("muted"),
      grid: { stroke: () => color("grid"), width: 1 },
      ticks: { show: false },
      font: `12px ${getComputedStyle(document.body).fontFamily}`,
    };
  }

  /** Numbers as uPlot spaces them; texts at their own places only. */
  function entryAxis() {
    if (sweep.xLabels === null) return { ...axis(), size: 34, values: (_, splits) => splits.map(entryText) };
    return { ...axis(), size: 34, splits: () => sweep.x, values: () => sweep.xLabels };
  }

  /** Such as 4e-7, which grouped decimals would show as 0. */
  function entryText(value) {
    const isTiny = value !== 0 && Math.abs(value) < 1e-4;
    return isTiny ? String(Number(value.toPrecision(6))) : value.toLocaleString("en-US", { maximumSignificantDigits: 10 });
  }

  function padded(low, high) {
    const margin = (high - low || Math.abs(high) * 0.1 || 1) * 0.06;
    return [low - margin, high + margin];
  }

  function toggle(button) {
    const isShown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isShown));
    const at = plotElements.indexOf(button.closest("figure").querySelector(".plot"));
    charts[at].setSeries(Number(button.dataset.line) + 1, { show: isShown });
  }

  /** Values under the cursor; nothing where it is not in the chart. */
  function readOut(chart, element, lines) {
    const { idx } = chart.cursor;
    const figure = element.closest("figure");
    const isThere = idx !== null && idx !== undefined;
    const entry = isThere ? (sweep.xLabels?.[idx] ?? sweep.x[idx]) : undefined;
    figure.querySelector("output.entry").textContent = isThere ? `${sweep.xName} ${entry}` : "";
    lines.forEach(({ values }, at) => {
      const value = isThere ? values[idx] : undefined;
      figure.querySelector(`[data-line="${at}"] output`).textContent = value === undefined ? "" : number(value);
    });
  }

  function number(value) {
    return value === null ? "–" : value.toLocaleString("en-US", { maximumSignificantDigits: 5 });
  }

  function drawZeroLine(chart) {
    const { ctx, bbox } = chart;
    const y = Math.round(chart.valToPos(0, "y", true));
    ctx.save();
    ctx.strokeStyle = color("zero");
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  }
})();
