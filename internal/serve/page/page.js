// The page of brine serve: it asks for the models' metadata, makes a form of their inputs, and sends what is in it by the Open
// Inference Protocol. All text is set as text, never as HTML.
'use strict';

const $ = id => document.getElementById(id);
const mostFields = 200; // of a form; models with more features take a text
const mostRows = 100;   // of a table of what a transformer makes
let model = null;       // metadata of the model that is shown
let fields = [];        // functions that give the values of its inputs

function element(tag, properties, ...children) {
  const e = Object.assign(document.createElement(tag), properties);
  e.append(...children);
  return e;
}

async function ask(path, options) {
  const response = await fetch(path, options);
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error(`${response.status}: ${text}`);
  }
  if (!response.ok) throw new Error(body.error || `status ${response.status}`);
  return body;
}

function complain(error) {
  $('error').textContent = error ? error.message : '';
  $('error').hidden = !error;
}

// labelled puts an input below its name.
function labelled(name, input, wide) {
  return element('label', { className: wide ? 'wide' : '' }, element('span', { textContent: name }), input);
}

// numberField is an input of a number; an empty one is a missing value.
function numberField(name) {
  const input = element('input', { type: 'text', inputMode: 'decimal', placeholder: 'missing', value: '0' });
  return { label: labelled(name, input), value() {
    const text = input.value.trim().replace(',', '.');
    if (text === '') return null;
    const x = Number(text);
    if (!Number.isFinite(x)) {
      input.focus();
      throw new Error(`${name}: “${input.value}” is no number`);
    }
    return x;
  } };
}

// choiceField is a choice among the values that the model knows.
function choiceField(name, categories) {
  const input = element('select', {}, ...categories.map((c, i) =>
    element('option', { value: i, textContent: c === null ? '(missing)' : String(c) })));
  return { label: labelled(name, input), value: () => categories[input.value] };
}

function textField(name) {
  const input = element('textarea', { value: '' });
  return { label: labelled(name, input, true), value: () => input.value };
}

// listField takes many numbers at once.
function listField(name, count) {
  const input = element('textarea', { placeholder: '1, 2.5, , 4' });
  return { label: labelled(`${name}: ${count > 0 ? count : 'the'} numbers, with commas between them`, input, true), value() {
    const values = input.value.trim() === '' ? [] : input.value.trim().split(',').map(cell => {
      const x = Number(cell.trim());
      if (!Number.isFinite(x)) throw new Error(`“${cell.trim()}” is no number`);
      return cell.trim() === '' ? null : x;
    });
    if (count > 0 && values.length !== count) throw new Error(`there are ${values.length} numbers, the model takes ${count}`);
    return values;
  } };
}

// form makes the fields of the model's inputs, each of which gives a tensor of one row.
function form() {
  const labels = [];
  fields = [];
  const add = (field, tensor) => {
    labels.push(field.label);
    fields.push(() => tensor(field.value()));
  };
  for (const input of model.inputs) {
    const columns = input.shape[1];
    const known = input.parameters || {};
    const tensor = value => ({ name: input.name, shape: [1, 1], datatype: input.datatype, data: [value] });
    if (known.unused) {
      fields.push(() => tensor(input.datatype === 'BYTES' ? '' : null));
    } else if (columns === 1 && known.categories) {
      add(choiceField(input.name, known.categories), tensor);
    } else if (columns === 1 && input.datatype === 'BYTES') {
      add(textField(input.name), tensor);
    } else if (columns === 1) {
      add(numberField(input.name), tensor);
    } else if (columns > 0 && columns <= mostFields) {
      const each = Array.from({ length: columns }, (_, i) => numberField('x' + i));
      labels.push(...each.map(field => field.label));
      fields.push(() => ({ name: input.name, shape: [1, columns], datatype: input.datatype, data: each.map(field => field.value()) }));
    } else {
      add(listField(input.name, columns), data => ({ name: input.name, shape: [1, data.length], datatype: input.datatype, data }));
    }
  }
  $('features').replaceChildren(...labels);
}

async function show(name) {
  complain(null);
  $('answer').replaceChildren();
  $('curl').hidden = true;
  model = await ask('/v2/models/' + encodeURIComponent(name));
  const about = model.parameters;
  $('name').textContent = model.name;
  $('about').textContent = [(about.steps || [about.class]).join(' → '), 'trained by ' + [about.library, about.library_version].filter(Boolean).join(' '),
    'version ' + model.versions[0], 'loaded ' + new Date(about.loaded).toLocaleString()].filter(Boolean).join(' · ');
  $('stale').textContent = about.error ? 'The file was replaced by one that does not load: ' + about.error : '';
  $('stale').hidden = !about.error;
  document.title = model.name + ' – brine serve';
  form();
}

const has = name => model.outputs.some(output => output.name === name);

// question is the request for what is in the form.
function question() {
  const outputs = [model.outputs[0].name];
  for (const name of ['predict_proba', 'decision_function', 'score_samples']) {
    if (outputs.length === 1 && has(name) && outputs[0] !== name) outputs.push(name);
  }
  for (const output of model.outputs) {
    if (/^predict_proba_\d+$/.test(output.name)) outputs.push(output.name);
  }
  return { inputs: fields.map(field => field()), outputs: outputs.map(name => ({ name })) };
}

const digits = x => x === null ? 'NaN' : typeof x !== 'number' ? String(x) : Number.isInteger(x) ? String(x) : Number(x.toPrecision(6)).toString();

// bars draws how probable each class is.
function bars(names, values) {
  return values.map((p, i) => {
    const fill = element('div', { className: 'fill' });
    fill.style.width = `${100 * p}%`;
    return element('div', { className: 'bar' }, element('span', { textContent: names[i] }),
      element('span', { className: 'number', textContent: `${(100 * p).toFixed(1)} %` }), element('div', { className: 'track' }, fill));
  });
}

function table(names, values) {
  const rows = values.slice(0, mostRows).map((x, i) => element('tr', {}, element('td', { textContent: names[i] }),
    element('td', { className: 'number', textContent: digits(x) })));
  if (values.length > mostRows) rows.push(element('tr', {}, element('td', { textContent: `… ${values.length - mostRows} more` })));
  return element('table', {}, ...rows);
}

function draw(answer) {
  const parts = [];
  for (const output of answer.outputs) {
    const known = model.outputs.find(o => o.name === output.name) || {};
    const names = known.parameters && known.parameters.columns || output.data.map((_, i) => output.data.length > 1 ? String(i) : output.name);
    if (output.name === 'predict') {
      parts.push(element('p', { className: 'result', textContent: output.data.map(digits).join(', ') }));
      continue;
    }
    parts.push(element('h3', { className: 'of', textContent: output.name }));
    parts.push(...(output.name.startsWith('predict_proba') ? bars(names, output.data) : [table(names, output.data)]));
  }
  $('answer').replaceChildren(...parts);
}

$('form').addEventListener('submit', async event => {
  event.preventDefault();
  const button = $('form').querySelector('button');
  button.disabled = true;
  try {
    complain(null);
    const path = `/v2/models/${encodeURIComponent(model.name)}/infer`;
    const body = JSON.stringify(question());
    $('command').textContent = `curl '${location.origin}${path}' -d '${body.replaceAll("'", "'\\''")}'`;
    $('curl').hidden = false;
    draw(await ask(path, { method: 'POST', body }));
  } catch (error) {
    $('answer').replaceChildren();
    complain(error);
  } finally {
    button.disabled = false;
  }
});

async function start() {
  const index = await ask('/v2/repository/index', { method: 'POST' });
  $('model').replaceChildren(...index.map(m => element('option', { value: m.name, textContent: m.name })));
  $('choice').hidden = index.length < 2;
  const wanted = decodeURIComponent(location.hash.slice(1));
  const first = index.some(m => m.name === wanted) ? wanted : index[0].name;
  $('model').value = first;
  $('model').addEventListener('change', () => {
    location.hash = $('model').value;
    show($('model').value).catch(complain);
  });
  await show(first);
}

start().catch(complain);
