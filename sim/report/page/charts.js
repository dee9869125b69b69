/*
 * Draws the charts of a report: plots over one time axis, as many as the run has something to say in. Zoom in one zooms all, and the cursor is in all of them.
 *
 * Plain JavaScript, since it is put into the page as it stands. Colours come from the style sheet at each drawing, so that a
 * change between light and dark needs a redraw only. Each plot shows its time range as data-from and data-to, in seconds.
 */

(() => {
  const dataElement = document.getElementById("run-data");
  const plotElements = [...document.querySelectorAll(".plot")];
  if (plotElements.length === 0) return;
  const run = JSON.parse(dataElement.textContent);
  const seconds = (microseconds) => run.startUnixSeconds + microseconds / 1e6;
  const time = run.time.map(seconds);
  const fills = run.fills.time.map((at, i) => ({
    time: seconds(at),
    price: run.fills.price[i],
    size: run.fills.size[i],
    isBuy: run.fills.buy[i] === 1,
    cause: run.causes[run.fills.cause[i]],
  }));
  const wholeRun = { min: time[0], max: time[time.length - 1] };
  const shortestSeconds = Math.min(0.01, wholeRun.max - wholeRun.min);

  const stepped = uPlot.paths.stepped({ align: 1 });
  const layouts = {
    price: {
      places: run.pricePlaces,
      lines: [
        { name: "ownBid", width: 1, dash: [5, 3], paths: stepped },
        { name: "ownAsk", width: 1, dash: [2, 2], paths: stepped },
        { name: "mid", width: 1.5, paths: stepped, morePlaces: 1 }, // A mid may be half a tick.
      ],
    },
    position: { places: run.sizePlaces, lines: [{ name: "position", width: 1.5, paths: stepped, isFilled: true }] },
    pnl: {
      places: run.moneyPlaces,
      lines: [
        { name: "gross", width: 1.5, dash: [8, 3] },
        { name: "spreadCapture", width: 1, dash: [2, 2] },
        { name: "inventory", width: 1, dash: [5, 3] },
        { name: "feesPaid", width: 1, dash: [8, 3, 2, 3] },
        { name: "net", width: 2.25 },
      ],
    },
  };
  const panelStyles = [
    { width: 1.75 },
    { width: 1.25, dash: [5, 3] },
    { width: 1.25, dash: [2, 2] },
    { width: 1.25, dash: [8, 3] },
    { width: 1.25, dash: [8, 3, 2, 3] },
    { width: 1.25, dash: [12, 4] },
    { width: 1.25, dash: [3, 6] },
  ];
  for (const { id, places, lines } of run.panels) {
    layouts[id] = { places, lines: lines.map(({ name }, at) => ({ name, ...panelStyles[at] })) };
    for (const { name, values } of lines) run[name] = values;
  }
  const axisWidth = widestLabel();
  const charts = [];
  let shown = wholeRun;
  for (const element of plotElements) charts.push(drawChart(element));
  showTime();
  wireTools();
  wireKeys();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const chart of charts) chart.redraw(false, true);
  });

  function drawChart(element) {
    const layout = layouts[element.id];
    const values = layout.lines.map(({ name }) => run[name]);
    const options = {
      width: element.clientWidth,
      height: element.clientHeight,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), "Etc/UTC"),
      legend: { show: false },
      padding: [10, 0, 0, 20],
      cursor: {
        drag: { x: true, y: false, dist: 4 },
        sync: { key: "run", filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } },
        points: { size: 7 },
      },
      scales: { x: { time: true }, y: { range: (_chart, low, high) => padded(low, high) } },
      axes: [timeAxis(), valueAxis(layout.places)],
      series: [{}, ...layout.lines.map(lineOptions)],
      hooks: {
        setScale: [(chart, scale) => scale === "x" && followZoom(chart, element)],
        setCursor: [(chart) => readOut(chart, element, layout)],
        draw: element.id === "price" ? [drawFills] : [],
        drawClear: element.id === "price" ? [] : [drawZeroLine],
      },
    };
    const chart = new uPlot(options, [time, ...values], element);
    new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: element.clientHeight })).observe(
      element,
    );
    readOut(chart, element, layout);
    return chart;
  }

  function lineOptions({ name, width, dash, paths, isFilled }) {
    return {
      label: name,
      width,
      dash,
      paths,
      stroke: () => color(name),
      fill: isFilled ? () => color(`${name}-area`) : undefined,
      fillTo: 0,
      points: { show: false },
    };
  }

  function timeAxis() {
    return {
      stroke: () => color("muted"),
      grid: { stroke: () => color("grid"), width: 1 },
      ticks: { show: false },
      font: `12px ${getComputedStyle(document.body).fontFamily}`,
      space: 84,
      size: 40,
      values: (_chart, splits, _axis, _space, step) => splits.map((at, i) => clock(at, splits[i - 1], step)),
    };
  }

  function valueAxis(places) {
    return {
      side: 1,
      size: axisWidth,
      stroke: () => color("muted"),
      grid: { stroke: () => color("grid"), width: 1 },
      ticks: { show: false },
      font: `12px ${getComputedStyle(document.body).fontFamily}`,
      space: 26,
      values: (_chart, splits, _axis, _space, step) => splits.map((value) => axisNumber(value, step, places)),
    };
  }

  /** The day is written below where it changes; that of the start stands above the charts. */
  function clock(at, before, stepSeconds) {
    const text = isoTime(at);
    const [day, hours] = [text.slice(0, 10), text.slice(11)];
    const shownClock = hours.slice(0, stepSeconds >= 60 ? 5 : stepSeconds >= 1 ? 8 : 12);
    return before === undefined || isoTime(before).slice(0, 10) === day ? shownClock : `${shownClock}\n${day}`;
  }

  function isoTime(at) {
    return new Date(Math.round(at * 1e3)).toISOString();
  }

  function axisNumber(value, step, places) {
    const needed = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return number(value, Math.min(needed, places + 1));
  }

  function number(value, places) {
    const text = Math.abs(value).toLocaleString("en-US", {
      minimumFractionDigits: places,
      maximumFractionDigits: places,
    });
    return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
  }

  function extreme(values) {
    return values.reduce((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  }

  /** One width for all, so that the same time stands at the same place in each chart. */
  function widestLabel() {
    const context = document.createElement("canvas").getContext("2d");
    context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const widths = Object.values(layouts).flatMap(({ lines, places }) =>
      lines.map(({ name }) => context.measureText(`-${number(extreme(run[name]), places)}`).width),
    );
    return Math.ceil(Math.max(...widths)) + 14;
  }

  function padded(low, high) {
    if (low === null || high === null) return [-1, 1];
    const margin = (high - low || Math.abs(high) * 1e-3 || 1) * 0.08;
    return [low - margin, high + margin];
  }

  /** Called after every change of a time scale; the comparison ends the round of charts telling each other. */
  function followZoom(chart, element) {
    const { min, max } = chart.scales.x;
    element.dataset.from = min;
    element.dataset.to = max;
    if (shown.min === min && shown.max === max) return;
    shown = { min, max };
    for (const other of charts) if (other !== chart) other.setScale("x", shown);
    showTime();
  }

  function zoomTo(min, max) {
    const span = Math.min(Math.max(max - min, shortestSeconds), wholeRun.max - wholeRun.min);
    const from = Math.max(wholeRun.min, Math.min(min, wholeRun.max - span));
    charts[0].setScale("x", { min: from, max: from + span });
  }

  function wireTools() {
    const actions = {
      earlier: (from, span) => zoomTo(from - span / 2, from + span / 2),
      later: (from, span) => zoomTo(from + span / 2, from + span * 1.5),
      in: (from, span) => zoomTo(from + span / 4, from + span * 0.75),
      out: (from, span) => zoomTo(from - span / 2, from + span * 1.5),
      all: () => zoomTo(wholeRun.min, wholeRun.max),
    };
    for (const button of document.querySelectorAll("[data-zoom]"))
      button.addEventListener("click", () => actions[button.dataset.zoom](shown.min, shown.max - shown.min));
  }

  function showTime() {
    const [from, to] = [isoTime(shown.min), isoTime(shown.max)].map((text) => text.replace("T", " "));
    const end = shown.max - shown.min < 10 ? 23 : 19;
    const sameDay = from.slice(0, 10) === to.slice(0, 10);
    document.getElementById("shown-time").textContent =
      `${from.slice(0, end)} – ${to.slice(sameDay ? 11 : 0, end)} UTC`;
  }

  function wireKeys() {
    for (const button of document.querySelectorAll("[data-series]")) {
      button.addEventListener("click", () => {
        const isShown = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(isShown));
        const at = plotElements.findIndex((element) => layouts[element.id].lines.some(isOf(button)));
        charts[at].setSeries(layouts[plotElements[at].id].lines.findIndex(isOf(button)) + 1, { show: isShown });
      });
    }
  }

  function isOf(button) {
    return ({ name }) => name === button.dataset.series;
  }

  /** Values under the cursor, or the last ones of the run. */
  function readOut(chart, element, { lines, places }) {
    const at = chart.cursor.idx ?? time.length - 1;
    for (const { name, morePlaces = 0 } of lines) {
      const value = run[name][at];
      const output = element.closest("figure").querySelector(`[data-series="${name}"] output`);
      output.textContent = value === null ? "–" : number(value, places + morePlaces);
    }
    if (element.id === "price") noteFill(chart);
    if (element.id === "price") noteVeto(at);
  }

  function noteVeto(at) {
    const veto = run.vetoes[run.veto[at]];
    document.getElementById("veto-note").textContent = veto === "" ? "" : `risk: ${veto}`;
  }

  function noteFill(chart) {
    const output = document.getElementById("fill-note");
    const near = nearestFill(chart);
    output.textContent =
      near === undefined
        ? output.dataset.note
        : `${near.isBuy ? "▲ buy" : "▼ sell"} ${near.size.toFixed(run.sizePlaces)} ${run.sizeUnit} at ` +
          `${number(near.price, run.pricePlaces)}, ${near.cause}, ${isoTime(near.time).slice(11, 23)}`;
  }

  /** Within 14 pixels of the cursor, when it is in the price chart itself. */
  function nearestFill(chart) {
    const { left, top } = chart.cursor;
    if (left === undefined || left < 0 || top < 0) return undefined;
    let nearest;
    let nearestPixels = 14;
    for (const fill of shownFills(chart)) {
      const pixels = Math.hypot(chart.valToPos(fill.time, "x") - left, chart.valToPos(fill.price, "y") - top);
      if (pixels < nearestPixels) [nearest, nearestPixels] = [fill, pixels];
    }
    return nearest;
  }

  function shownFills({ scales: { x } }) {
    return fills.filter((fill) => fill.time >= x.min && fill.time <= x.max);
  }

  /** Buys point up from below their price, sells point down from above it; an outline keeps them apart where they crowd. */
  function drawFills(chart) {
    const { ctx, bbox } = chart;
    const marks = shownFills(chart);
    const size = (marks.length > 1500 ? 3 : marks.length > 300 ? 4 : 5.5) * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = devicePixelRatio;
    ctx.strokeStyle = color("page");
    for (const fill of marks) {
      ctx.fillStyle = color(fill.isBuy ? "buy" : "sell");
      triangle(
        ctx,
        chart.valToPos(fill.time, "x", true),
        chart.valToPos(fill.price, "y", true),
        size,
        fill.isBuy ? 1 : -1,
      );
    }
    ctx.restore();
  }

  function triangle(ctx, x, y, size, direction) {
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x - size, y + direction * size * 1.7);
    ctx.lineTo(x + size, y + direction * size * 1.7);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }

  function drawZeroLine(chart) {
    const { ctx, bbox } = chart;
    const y = Math.round(chart.valToPos(0, "y", true));
    if (y < bbox.top || y > bbox.top + bbox.height) return;
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
