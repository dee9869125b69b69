/**
 * What all HTML pages have around what they show: one file each, complete in itself. A content security policy forbids
 * every request.
 */
import { html, type Markup, trusted } from "./markup.ts";
import pageStyle from "./page/style.css" with { type: "text" };

/** Nothing is loaded, nothing is sent. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** What differs from page to page. */
export interface HtmlPage {
  readonly title: string;
  /** Style sheets before the common one, and behind it. */
  readonly styles?: readonly string[];
  readonly ownStyles?: readonly string[];
  /** The line over the title. */
  readonly over: string | Markup;
  /** Lines below it: what came out, and what to make of it. */
  readonly verdict: Markup;
  readonly main: Markup;
  /** Behind all else. */
  readonly scripts?: Markup;
}

/** A whole document. Equal pages give equal bytes. */
export function htmlPage({ title, styles = [], ownStyles = [], over, verdict, main, scripts }: HtmlPage): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${title} · Halfspread</title>
<link rel="icon" href="data:,">
<style>${[...styles, pageStyle, ...ownStyles].map(trusted)}</style>
</head>
<body>
<header>
<p class="over">${over}</p>
<h1>${title}</h1>
${verdict}</header>
<main>
${main}
</main>
${scripts ?? html``}</body>
</html>
`.text;
}
