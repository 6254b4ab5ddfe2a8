// @ts-nocheck This runs in the page: the project's types know no DOM.
// Shows the values under the pointer (or, with the arrow keys, at a cursor) of each time plot. Texts are only ever set as text.
for (const figure of document.querySelectorAll('figure.chart')) {
  const source = figure.querySelector('script[type="application/json"]');
  if (!source) continue;
  const data = JSON.parse(source.textContent);
  const tip = document.createElement('div');
  tip.className = 'tip';
  const line = document.createElement('div');
  line.className = 'cursor';
  figure.append(line, tip);
  let at = -1;

  const show = (index) => {
    const svg = [...figure.querySelectorAll('.plot svg')].find((it) => it.getBoundingClientRect().width > 0);
    if (!svg) return;
    at = Math.max(0, Math.min(data.times.length - 1, index));
    const [box, frame] = [svg.getBoundingClientRect(), figure.getBoundingClientRect()];
    const scale = box.width / svg.viewBox.baseVal.width;
    const left = box.left - frame.left + data.pad.left * scale;
    const width = box.width - (data.pad.left + data.pad.right) * scale;
    const x = left + (((at + 0.5) * data.window) / data.span) * width;
    line.style.cssText = `display:block;left:${x}px;top:${box.top - frame.top + data.pad.top * scale}px;height:${box.height - (data.pad.top + data.pad.bottom) * scale}px`;
    const rows = data.series.map((series) => {
      const row = document.createElement('div');
      const swatch = document.createElement('i');
      swatch.style.background = series.colour;
      const value = document.createElement('b');
      value.textContent = series.values[at] || '–';
      row.append(swatch, series.name, value);
      return row;
    });
    const time = document.createElement('time');
    time.textContent = data.times[at];
    tip.replaceChildren(time, ...rows);
    tip.style.display = 'block';
    const room = frame.width - x > tip.offsetWidth + 16;
    tip.style.left = `${Math.max(0, room ? x + 10 : x - tip.offsetWidth - 10)}px`;
    tip.style.top = `${box.top - frame.top + 8}px`;
  };
  const hide = () => {
    at = -1;
    tip.style.display = 'none';
    line.style.display = 'none';
  };

  for (const plot of figure.querySelectorAll('.plot')) {
    plot.addEventListener('pointermove', (event) => {
      const svg = plot.querySelector('svg');
      const box = svg.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      const width = box.width - (data.pad.left + data.pad.right) * scale;
      const share = (event.clientX - box.left - data.pad.left * scale) / width;
      if (share < 0 || share > 1) hide();
      else show(Math.floor((share * data.span) / data.window));
    });
    plot.addEventListener('pointerleave', hide);
  }
  figure.addEventListener('blur', hide);
  figure.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      show(at < 0 ? 0 : at + step);
      event.preventDefault();
    } else if (event.key === 'Escape') hide();
  });
}
