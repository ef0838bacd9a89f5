// SPDX-License-Identifier: BSD-2-Clause
// page.js - the functions of chunk2html's page that do not touch it, run by node: page.js PAGE.html
'use strict';
const assert = require('assert');
const html = require('fs').readFileSync(process.argv[2], 'utf8');
const script = /<script id="functions">([^]*?)<\/script>/.exec(html)[1];
const names = [...script.matchAll(/^(?:function|const) (\w+)/gm)].map(m => m[1]);
const f = new Function(script + '\nreturn { ' + names.join(', ') + ', FORM, BASE };')();

let count = 0;
function test(name, run) {
	count++;
	try {
		run();
		console.log('ok ' + count + ' - ' + name);
	} catch (e) {
		console.log('not ok ' + count + ' - ' + name + '\n# ' + String(e.stack).replace(/\n/g, '\n# '));
		process.exitCode = 1;
	}
}

// A frame with what these functions look at.
const frame = (form, exact, base, step, zero) =>
	[0, 3600, 12, 12, '1970-01-01 00:00\u201301:00 UTC', '', 0, form, 1, exact, base, step, zero, ''];
const range = { form: 'range', name: '', units: 'mm/h', steps: [0.1, 0.2, 0.5], labels: ['0.1', null, '0.5'],
	colours: ['#1', '#2', '#3'], dry: '< 0.1' };

test('a plane of differences is restored', () => {
	// By hand: 5 and 2 more than 0; below them 1 more than 5, then the plane 7 + 6 - 5 is cut to 7.
	const plane = Uint8Array.from([5, 2, 1, 3, 250, 10]), none = new Uint8Array(6);
	f.restore(plane, 3, 2, none, 0);
	assert.deepStrictEqual([...plane], [5, 7, 6, 10, 0, 14]);
});
test('masked cells are expected to be missing, and are no neighbours', () => {
	const plane = Uint8Array.from([0, 2, 0, 1]);
	f.restore(plane, 2, 2, Uint8Array.from([1, 0, 1, 0]), 1);
	assert.deepStrictEqual([...plane], [0, 3, 0, 4]);
});
test('codes of two and of three bytes have their low byte first', () => {
	const none = new Uint8Array(2), of = bytes => { const a = frame(0, 1, 0, 1, 0); a[8] = bytes; return a; };
	assert.deepStrictEqual([...f.codesOf(of(2), Uint8Array.from([7, 0, 1, 0]), 1, 2, none)], [263, 263]);
	assert.deepStrictEqual([...f.codesOf(of(3), Uint8Array.from([1, 2, 3]), 1, 1, none)], [0x030201]);
});
test('bits are read from the highest, each row from a byte of its own', () => {
	assert.deepStrictEqual([...f.bitsOf(Uint8Array.from([0xa0, 0x40]), 2, 3)], [1, 0, 1, 0, 1, 0]);
});
test('values of even steps, of a table, of amounts', () => {
	const even = f.valueOf(frame(1, 1, -2, 0.5, 0)), table = f.valueOf(frame(0, 1, 0, 1, 0), [NaN, 0.25]);
	const amount = f.valueOf(frame(2, 0, 0.5, 0.04, 1));
	assert.ok(Number.isNaN(even(0)) && Number.isNaN(amount(0)) && Number.isNaN(table(0)));
	assert.strictEqual(even(1), -2);
	assert.strictEqual(even(4), -0.5);
	assert.strictEqual(table(1), 0.25);
	assert.strictEqual(amount(1), 0);
	assert.ok(Math.abs(amount(101) - 0.5 * Math.sinh(4)) < 1e-12);
});
test('the error of an amount is even near 0 and relative beyond', () => {
	const a = frame(2, 0, 0.5, 0.04, 1);
	assert.ok(Math.abs(f.errorOf(a, 0) - 0.01) < 1e-5);
	assert.ok(Math.abs(f.errorOf(a, 100) - 100 * (Math.exp(0.02) - 1)) < 1e-3);
	assert.strictEqual(f.errorOf(frame(1, 1, 0, 1, 0), 5), 0);
	assert.strictEqual(f.errorOf(frame(1, 0, 0, 1, 0), 5), 0.5);
});
test('rounding to the digits told adds at most a tenth to the error', () => {
	for (const a of [frame(2, 0, 0.5, 0.036, 1), frame(2, 0, 2e-15, 0.4, 1), frame(1, 0, 0, 3e4, 0)])
		for (const x of [0, 1e-14, 0.0412, 0.33, 12.345, 99.96, 123.45, 54321.9, 3.2e9, 3.4e29])
			assert.ok(Math.abs(Number(f.numberText(a, x)) - x) <= f.errorOf(a, x) / 10 * 1.0001, String([a, x]));
	assert.strictEqual(f.numberText(frame(2, 0, 0.5, 0.036, 1), 12.345), '12.35');
	assert.strictEqual(f.numberText(frame(2, 0, 0.5, 0.036, 1), NaN), '');
});
test('exact numbers have all of their digits, float32 no more than it has', () => {
	const exact = frame(1, 1, 0, 1, 0);
	for (const [x, text] of [[15946134, '15946134'], [Math.fround(107.52045), '107.52045'], [Math.fround(0.1), '0.1'],
		[0.1, '0.1'], [1604199601, '1604199601'], [Math.fround(1e-30), '1e-30']])
		assert.strictEqual(f.numberText(exact, x), text);
});
test('a bound in one digit is not below it', () => {
	assert.deepStrictEqual([0.0617, 0.0099, 15.3, 2, 1.998].map(f.boundText), ['0.07', '0.01', '20', '2', '2']);
});
test('times: minutes, seconds, far away', () => {
	assert.deepStrictEqual([0, 61, -62135596800, 253402300800, 1e20].map(f.timeText), ['1970-01-01T00:00Z',
		'1970-01-01T00:01:01Z', '0001-01-01T00:00Z', '10000-01-01T00:00Z', '100000000000000000000']);
});
test('values for people: units, what is below, dates, names', () => {
	const a = frame(2, 0, 0.5, 0.04, 1), whole = frame(1, 1, 0, 1, 0);
	assert.strictEqual(f.valueText(a, range, 0), 'below 0.02 mm/h');
	assert.strictEqual(f.valueText(a, range, 1), '1.000 mm/h');
	assert.strictEqual(f.valueText(a, range, NaN), 'no data');
	assert.strictEqual(f.valueText(whole, { form: 'times' }, 1604199600), '2020-11-01 03:00 UTC');
	const kinds = { form: 'categories', steps: [1, Math.fround(0.2)], names: ['rain', 'snow'] };
	assert.strictEqual(f.valueText(whole, kinds, 0.2), 'snow');
	assert.strictEqual(f.valueText(whole, kinds, 3), '3');
	kinds.names[1] = '\u05e9\u05dc\u05d2';
	assert.strictEqual(f.valueText(whole, kinds, 0.2), '\u2068\u05e9\u05dc\u05d2\u2069');
});
test('classes are those of float32', () => {
	assert.strictEqual(f.classOf({ ...range, steps: [Math.fround(0.1), Math.fround(0.3)] })(0.1 + 0.2), 1);
});
test('classes of a range, a difference, times and categories', () => {
	const of = (layer, ...values) => values.map(f.classOf(layer));
	assert.deepStrictEqual(of(range, NaN, 0, 0.1, 0.19, 0.2, 0.5, 9), [-2, -1, 0, 0, 1, 2, 2]);
	assert.deepStrictEqual(of({ form: 'difference', steps: [-1, 0, 1] }, -2, -1, 0, 1, 5), [0, 1, 2, 3, 3]);
	assert.deepStrictEqual(of({ form: 'times', steps: [100, 200, 300] }, 50, 100, 250, 400), [0, 0, 1, 1]);
	assert.deepStrictEqual(of({ form: 'categories', steps: [3, 7] }, 3, 7, 5), [0, 1, 2]);
});
test('places of a grid in degrees, beyond 180 too', () => {
	const at = f.lonlatOf({ affine: [0, 2, 0, 90, 0, -2] }, 90, 180);
	assert.deepStrictEqual(at(0.5, 0.5), [1, 89]);
	assert.deepStrictEqual(at(0.5, 100.5), [-159, 89]);
	assert.strictEqual(f.placeText(at(0.5, 100.5), 0, 0, 0), '89.00\u00b0N 159.00\u00b0W');
});
test('places between corners, across the antimeridian, and in space', () => {
	const corners = [];
	for (const lat of [1, 0, -1])
		for (const lon of [179, 180, -179])
			corners.push(lon, lat);
	const at = f.lonlatOf({ n: 2, at: corners }, 10, 10), [lon, lat] = at(7.5, 7.5);
	assert.ok(Math.abs(lon + 179.5) < 1e-4 && Math.abs(lat + 0.5) < 1e-4, String([lon, lat]));
	corners[0] = null;
	assert.strictEqual(f.lonlatOf({ n: 2, at: corners }, 10, 10)(7.5, 7.5), null);
	assert.strictEqual(f.lonlatOf(null, 1, 1)(0, 0), null);
	assert.strictEqual(f.placeText(null, 3, 4), 'row 3, column 4');
	assert.strictEqual(f.placeText([1.26, -2.34], 3, 4, 0.02), '2.3\u00b0S 1.3\u00b0E');
});
test('ticks are round', () => {
	assert.deepStrictEqual(f.ticks(0, 0.9, 4), [0, 0.5]);
	assert.deepStrictEqual(f.ticks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
	assert.deepStrictEqual(f.roundRange(0, 0.9, 4), [0, 1]);
	assert.deepStrictEqual(f.roundRange(0, 0, 4), [0, 1]);
});
test('ticks of time: hours, days, months, years', () => {
	const day = 86400, t = Date.UTC(2020, 10, 1) / 1000;
	assert.deepStrictEqual(f.timeTicks(t, t + day, 4).map(x => x[1]), ['11-01', '06:00', '12:00', '18:00']);
	assert.deepStrictEqual(f.timeTicks(t, t + 4 * day, 4).map(x => x[1]), ['11-01', '11-02', '11-03', '11-04']);
	assert.deepStrictEqual(f.timeTicks(t, t + 90 * day, 4).map(x => x[1]), ['2020-11', '2020-12', '2021-01']);
	assert.deepStrictEqual(f.timeTicks(t, t + 3 * 366 * day, 4).map(x => x[1]), ['2021', '2022', '2023']);
});
test('CSV has times, counts, and nothing for what is missing', () => {
	const frames = [frame(1, 1, 0, 1, 0), frame(1, 1, 0, 1, 0)];
	assert.strictEqual(f.csvOf(frames, { form: 'range', name: '', units: 'mm' }, [3, NaN]),
		'start,end,have,expected,value (mm)\n1970-01-01T00:00Z,1970-01-01T01:00Z,12,12,3\n' +
		'1970-01-01T00:00Z,1970-01-01T01:00Z,12,12,\n');
	assert.match(f.csvOf(frames, { form: 'range', name: 'a,"b', units: '' }, [1, 2]), /,"a,""b"\n/);
});
test('what is beside the map: high windows, low ones, phones; tall, square and wide grids', () => {
	const of = ratio => [[1366, 768], [1024, 600], [780, 490], [844, 390], [667, 375], [390, 844], [768, 1024]]
		.map(([width, height]) => f.layoutOf(width, height, ratio)).join(' ');
	assert.strictEqual(of(0.53), ' beside beside beside beside flat flat');
	assert.strictEqual(of(1), ' beside beside beside beside flat flat');
	assert.strictEqual(of(2), 'flat flat flat flat flat flat flat');
});
console.log('1..' + count);
