/* SPDX-License-Identifier: BSD-2-Clause */
/* page.js - times, layers and their legends, keys; and how the page begins. */

/* ---- Time ---- */

/* Shows another time; after the last comes the first. */
function go(i) {
	at = (i + list.length) % list.length;
	return draw();
}

/* The next field comes when this one is drawn, however long that takes. */
async function advance() {
	const mine = timer;
	await go(at + 1);
	if (timer === mine)
		timer = setTimeout(advance, +$('speed').value);
}

/* Plays, or pauses. */
function play(on) {
	clearTimeout(timer);
	timer = on && list.length > 1 ? setTimeout(advance, +$('speed').value) : 0;
	$('play').textContent = timer ? 'Pause' : 'Play';
}

/* Shows a time that the user chose, and tells a screen reader. */
function pauseAt(i) {
	play(false);
	go(i);
	$('live').textContent = list[at][WHEN] + ' ' + $('short').textContent + (series === null ? '' : ': ' +
		valueText(list[at], D.layers[layer], series[at]));
}

/* ---- Layers and their legends ---- */

/* An element with a class and text. */
function element(name, className, text) {
	const e = document.createElement(name);
	if (className)
		e.className = className;
	if (text !== undefined)
		e.textContent = text;
	return e;
}

/* A colour, or two side by side, and what it means. */
function swatch(colours, text) {
	const s = element('span', 'swatch'), i = element('i');
	i.style.background = colours.length < 2 ? colours[0] :
		'linear-gradient(90deg,' + colours[0] + ' 50%,' + colours[1] + ' 50%)';
	s.append(i, text);
	return s;
}

/* The legend of a layer: a scale of steps, or a swatch for each category. */
function showLegend(l) {
	const legend = $('legend'), swatches = element('div', 'swatches'), scale = element('div', 'scale');
	const LAND = '#fbfaf6', SEA = '#e9eff6', land = D.land !== '' ? [LAND, SEA] : [LAND];
	legend.replaceChildren();
	if (l.units !== '')
		legend.append(element('h2', '', l.units));
	if (l.form === 'categories') {
		swatches.classList.toggle('many', l.labels.length > 12);
		l.labels.forEach((text, i) => swatches.append(swatch([l.colours[i]], text)));
	} else {
		const below = l.form === 'difference' ? 1 : 0;
		l.colours.forEach((colour, i) => {
			const step = element('div', 'step'), text = l.labels[i - below];
			step.style.background = colour;
			if (text)
				step.append(element('span', '', text));
			scale.append(step);
		});
		if (l.form === 'times') {
			const end = element('div', 'step');
			end.append(element('span', '', l.labels[l.labels.length - 1]));
			scale.append(end);
		}
		legend.append(scale);
	}
	if (l.dry !== '')
		swatches.append(swatch(land, l.dry));
	swatches.append(swatch(D.land !== '' ? ['#cdd0d0', '#c4ccd4'] : ['#cdd0d0'], 'no data'));
	legend.append(swatches);
}

/* Beside each other, labels of the scale are left out that have no room. */
function thinLabels() {
	let end = -Infinity;
	for (const label of document.querySelectorAll('.step span')) {
		const box = label.getBoundingClientRect(), flat = document.body.classList.contains('lying');
		label.style.visibility = flat && box.left < end ? 'hidden' : '';
		if (label.style.visibility === '')
			end = box.right + 3;
	}
}

/* How far the numbers shown of a layer may be from those of the stream. */
function roundingText() {
	const rounded = list.filter(f => f[LAYER] >= 0 && !f[EXACT]), l = D.layers[layer];
	const units = l.form === 'times' ? ' s' : l.units && ' ' + l.units;
	let near = 0, far = 0;
	for (const f of rounded) {
		near = Math.max(near, 1.1 * errorOf(f, 0));
		far = Math.max(far, f[FORM] === ARSINH ? 110 * Math.expm1(f[STEP] / 2) : 0);
	}
	if (rounded.length === 0)
		return 'Values are those of the stream.';
	return 'To be short, this page rounds values: they are within ' + boundText(near) + units +
		(far > 0 ? ' and ' + boundText(far) + ' %' : '') +
		' of those in the stream. chunk-extract gives the exact ones.';
}

/*
 * The place in the list of the same time, or else of the last field that does
 * not begin later.
 */
function nearest(frame) {
	const same = list.findIndex(f => f[START] === frame[START] && f[END] === frame[END]);
	return same >= 0 ? same : Math.max(0, list.filter(f => f[START] <= frame[START]).length - 1);
}

/* Shows another layer, at the same time and with the same cell marked. */
function showLayer(i) {
	const now = list.length > 0 ? list[at] : D.frames.find(f => f[LAYER] === i), l = D.layers[i];
	layer = i;
	list = D.frames.filter(f => f[LAYER] === i || f[LAYER] < 0);
	classes = classOf(l);
	at = nearest(now);
	$('title').textContent = l.title;
	document.title = l.title || 'rain';
	$('time').max = list.length - 1;
	$('bar').hidden = list.length < 2;
	$('exact').textContent = roundingText();
	showLegend(l);
	tell(list[at]);
	fit();
	draw();
	if (pin !== null)
		choose(pin);
}

/* ---- Begin ---- */

/* What the pointer, the buttons and the window do. */
function listen() {
	const map = $('map');
	listenZoom(map);
	map.addEventListener('pointermove', e => { pointer = cellAt(e); showTip(); });
	map.addEventListener('pointerleave', () => { pointer = null; showTip(); });
	map.addEventListener('click', e => { pointer = null; showTip(); choose(cellAt(e)); });
	$('chart').addEventListener('click', e => {
		const box = $('chart').getBoundingClientRect(), a = axis();
		const x = (e.clientX - box.left) / box.width * a.width;
		const i = list.findIndex((f, k) => x >= a.left(k) && x < a.right(k));
		if (i >= 0)
			pauseAt(i);
	});
	$('copy').addEventListener('click', copy);
	$('save').addEventListener('click', () => {
		const file = new Blob([csvOf(list, D.layers[layer], series)], { type: 'text/csv' });
		$('save').href = URL.createObjectURL(file);
	});
	$('numbers').addEventListener('toggle', () => { if ($('numbers').open) fillTable(); });
	$('play').addEventListener('click', () => play(!timer));
	$('speed').addEventListener('change', () => { if (timer) play(true); });
	$('time').addEventListener('input', () => pauseAt(+$('time').value));
	$('layer').addEventListener('change', () => showLayer(+$('layer').value));
	$('go').addEventListener('change', () => {
		const mark = $('go').value === '' ? null : [...D.points, ...D.places][+$('go').value];
		if (mark)
			choose({ row: Math.min(ROWS - 1, Math.floor(mark[1])), col: Math.min(COLS - 1, Math.floor(mark[2])) });
	});
	addEventListener('keydown', key);
	addEventListener('resize', () => fit());
	addEventListener('beforeprint', () => paper(true));
	addEventListener('afterprint', () => paper(false));
}

/* What keys do: see Keys on the page. */
function key(e) {
	const onMap = e.target === $('map'), far = e.shiftKey ? 10 : 1;
	const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
	/*
	 * A slider has its own arrows, a button its own space, and a menu all
	 * keys.
	 */
	const other = { INPUT: e.key === ' ', BUTTON: e.key !== ' ', A: true, SUMMARY: e.key !== ' ' };
	if (e.altKey || e.ctrlKey || e.metaKey ||
	    (!onMap && e.target !== document.body && !other[e.target.tagName]))
		return;
	if (e.key === ' ') {
		play(!timer);
	} else if (/^[-+=]$/.test(e.key)) {
		step(e.key === '-' ? .5 : 2);
	} else if (onMap && move) {
		const p = pin || { row: ROWS >> 1, col: COLS >> 1 };
		choose({ row: Math.min(ROWS - 1, Math.max(0, p.row + (pin ? far * move[0] : 0))),
			col: Math.min(COLS - 1, Math.max(0, p.col + (pin ? far * move[1] : 0))) });
	} else if (onMap && e.key === 'Escape') {
		choose(null);
	} else if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') {
		pauseAt(at + (e.key === 'ArrowLeft' ? -1 : 1));
	} else if (e.key === 'Home' || e.key === 'End') {
		pauseAt(e.key === 'Home' ? 0 : list.length - 1);
	} else {
		return;
	}
	e.preventDefault();
}

/* The layers, and the points and places to go to. */
function fillMenus() {
	const option = (text, value) => {
		const o = element('option', '', text);
		o.value = value;
		return o;
	};
	D.layers.forEach((l, i) => $('layer').append(option(l.name || l.title, i)));
	$('layers').hidden = D.layers.length < 2;
	const marks = [...D.points, ...D.places];
	$('goto').hidden = marks.length === 0;
	$('go').append(option('a place', ''), ...marks.map((m, i) => option(m[0], i)));
}

/* Unpacks what all fields need, shows the first, and plays. */
async function begin() {
	$('credit').textContent = D.credit;
	$('history').textContent = D.history;
	if (!('DecompressionStream' in window)) {
		$('utc').textContent = 'This page needs a browser of 2023 or newer.';
		return;
	}
	if (D.table !== '') {
		const view = new DataView((await inflate(D.table)).buffer);
		table = Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
	}
	mask = bitsOf(await inflate(D.mask), ROWS, COLS);
	prepareGround(D.land === '' ? null : await inflate(D.land));
	fillMenus();
	showLayer(Math.max(0, D.layers.findIndex(l => l.name === 'mean')));
	$('layer').value = layer;
	zoom(1, .5, .5);
	listen();
	/*
	 * What is unpacked now plays smoothly; the rest is when it is needed.
	 */
	const until = performance.now() + 1500;
	for (const frame of D.frames)
		if (codes.size * CELLS * frame[BYTES] < KEEP / 2 && performance.now() < until)
			await read(frame);
	document.body.dataset.ready = 'yes';
	if (!matchMedia('(prefers-reduced-motion: reduce)').matches)
		play(true);
}

begin();
