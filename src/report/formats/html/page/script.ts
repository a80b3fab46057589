/** SHA-256 of `SCRIPT` in base64, as the Content Security Policy of the page wants it; a test compares. */
export const SCRIPT_SHA256 = 'rv93eTwoJGOZY4le//eEBgebpslIBYS6Xi0vZdxHSU4=';

/**
 * The page's script: pages, filter, order, copy and print. It moves elements that are there already, makes those of further pages of the markup that waits as
 * data, and writes text; it composes no HTML. Plain ECMAScript 2020 without modules, because pages opened from a file share may not load any.
 */
export const SCRIPT = `
'use strict';
const tables = new Map();

for (const pager of document.querySelectorAll('.pager')) {
  const table = document.getElementById(pager.dataset.for);
  const rest = document.getElementById(table.id + '-rest');
  const all = [...table.tBodies].map((body) => ({ body, keys: body.dataset }));
  if (rest !== null) {
    const { words, rows } = JSON.parse(rest.textContent);
    for (const packed of rows) all.push({ packed, words });
  }
  const state = { table, pager, all, found: all, page: 0, size: Number(table.dataset.pageSize) };
  tables.set(table.id, state);
  for (const button of pager.querySelectorAll('button')) {
    button.addEventListener('click', () => turnTo(state, state.page + Number(button.dataset.step)));
  }
  turnTo(state, 0);
}

function turnTo(state, page) {
  const { table, pager, found, size } = state;
  const pages = Math.max(1, Math.ceil(found.length / size));
  state.page = Math.min(Math.max(page, 0), pages - 1);
  const from = state.page * size;
  for (const body of [...table.tBodies]) body.remove();
  table.append(...found.slice(from, from + size).map(bodyOf));
  const [back, on] = pager.querySelectorAll('button');
  back.disabled = state.page === 0;
  on.disabled = state.page >= pages - 1;
  back.hidden = on.hidden = pages === 1;
  const total = found.length === state.all.length ? '' : ' (' + state.all.length + ' in all)';
  const range = found.length === 0 ? 'No ' + table.dataset.label + ' match' : (from + 1) + ' to ' + Math.min(found.length, from + size) + ' of ' + found.length;
  pager.querySelector('[role=status]').textContent = range + total;
  pager.hidden = pages === 1 && found.length === state.all.length;
}

// A row of a further page: its element once it was shown; until then its markup, which the program wrote and escaped, with U+E000 + n for word n.
function markupOf({ packed, words }) {
  return packed.replace(/[\\uE000-\\uF8FF]/g, (character) => words[character.charCodeAt(0) - 0xE000]);
}

function bodyOf(row) {
  if (row.body === undefined) {
    const holder = document.createElement('template');
    holder.innerHTML = markupOf(row);
    row.body = holder.content.firstElementChild;
  }
  return row.body;
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
function plain(markup) {
  return markup.replace(/<[^>]*>/g, '').replace(/&(lt|gt|quot|#39|amp);/g, (all, name) => ENTITIES[name]);
}

function headOf({ packed, words }) {
  let head = '';
  for (let at = 0; at < packed.length && !head.endsWith('>'); at += 1) {
    const code = packed.charCodeAt(at);
    const part = code < 0xE000 || code > 0xF8FF ? packed[at] : words[code - 0xE000];
    head += part.includes('>') ? part.slice(0, part.indexOf('>') + 1) : part;
  }
  return head;
}

function keysOf(row) {
  if (row.keys === undefined) {
    row.keys = {};
    for (const [, key, value] of headOf(row).matchAll(/ data-([a-z]+)="([^"]*)"/g)) row.keys[key] = plain(value);
  }
  return row.keys;
}

function seen(body) {
  return body.rows[0].textContent + ' ' + body.querySelector('summary').textContent;
}
function written(markup) {
  return plain(markup.slice(0, markup.indexOf('</tr>'))) + ' ' + plain(markup.slice(markup.indexOf('<summary>'), markup.indexOf('</summary>')));
}
function textOf(row) {
  if (row.text === undefined) {
    row.text = (row.packed === undefined ? seen(row.body) : written(markupOf(row))).toLowerCase();
  }
  return row.text;
}

for (const form of document.querySelectorAll('form.filters')) {
  const state = tables.get(form.dataset.for);
  form.hidden = false;
  const apply = () => {
    const wanted = { text: form.elements.text.value.trim().toLowerCase() };
    for (const key of ['status', 'owner', 'route']) wanted[key] = form.elements[key].value;
    state.found = state.all.filter((row) =>
      (wanted.status === '' || keysOf(row).status === wanted.status) &&
      (wanted.owner === '' || keysOf(row).owner === wanted.owner) &&
      (wanted.route === '' || keysOf(row).route === wanted.route) &&
      (wanted.text === '' || textOf(row).includes(wanted.text)));
    turnTo(state, 0);
  };
  let waiting = 0;
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => { event.preventDefault(); apply(); });
  for (const tile of document.querySelectorAll('a[data-status]')) {
    tile.addEventListener('click', () => { form.elements.status.value = tile.dataset.status; apply(); });
  }
}

for (const button of document.querySelectorAll('button.sort')) {
  const head = button.closest('th');
  const state = tables.get(head.closest('table').id);
  button.addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const key = button.dataset.sort === 'status' ? 'rank' : button.dataset.sort;
    const numeric = key === 'ms' || key === 'rank';
    const of = (row) => numeric ? Number(keysOf(row)[key]) : keysOf(row)[key];
    const order = (a, b) => of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0;
    state.all.sort(down ? (a, b) => order(b, a) : order);
    state.found.sort(down ? (a, b) => order(b, a) : order);
    turnTo(state, 0);
  });
}

for (const button of document.querySelectorAll('button.copy')) {
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    let done = false;
    try {
      await navigator.clipboard.writeText(source.textContent);
      done = true;
    } catch {
      source.closest('details').open = true;
      getSelection().selectAllChildren(source);
      done = document.execCommand('copy');
    }
    button.textContent = done ? 'Copied' : 'Press Ctrl+C to copy';
    setTimeout(() => { button.textContent = label; }, 2500);
  });
}

let opened = [];
addEventListener('beforeprint', () => {
  for (const state of tables.values()) {
    state.size = 2000;
    turnTo(state, 0);
  }
  const troubled = 'tbody:not([data-status=pass]):not([data-status=skip]) details:not([open])';
  opened = [...document.querySelectorAll('#findings-table ' + troubled)].slice(0, 300);
  for (const details of opened) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
  for (const state of tables.values()) {
    state.size = Number(state.table.dataset.pageSize);
    turnTo(state, 0);
  }
});
`;
