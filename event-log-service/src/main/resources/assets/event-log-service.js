// The operator's page of one checkout: what each service says of an event in its own widget is written to the event's mark in the diagram and to the table. No service asks another;
// the page has both. Without this the marks say only who listens. And keys for the list. The words come with the widgets.

const main = document.querySelector('main');

const rowOf = ({ listens, by }) => main.querySelector(`[data-widget="${by}/operator"] [data-event="${listens}"]`);

/** Changes nothing that is so already: each change is seen by the observer that calls this. */
function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function say(mark) {
  const row = rowOf(mark.dataset);
  const { state, repeats, inWords, inShort } = row?.dataset ?? {};
  const title = mark.querySelector('title');
  const link = mark.querySelector('a');
  attribute(mark, 'data-state', state ?? null);
  attribute(mark, 'data-repeated', Number(repeats) > 0 ? '' : null);
  put(title, row ? `${mark.dataset.by}: ${inWords}` : mark.dataset.unsaid);
  put(mark.querySelector('[data-said]'), row ? (link ? `: ${inWords}` : inShort) : '');
  if (link) attribute(link, 'href', row ? `#${row.id}` : null);
}

// ---------------------------------------------------------------- keys

const KEYS = 'intarsia-event-log-single-keys';
const LIST = 'intarsia-event-log-list';
const singleKeys = () => localStorage.getItem(KEYS) !== 'off';
const find = (selector) => main.querySelector(selector);
const isStory = () => find('#events-story') !== null;

function step(by) {
  const links = [...main.querySelectorAll('#events-rows tbody a')];
  const at = links.findIndex((link) => link === document.activeElement);
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  return links.length > 0;
}

function act(element, action) {
  element?.[action]();
  return element !== null;
}

/** The list with the filters that it had in this tab. */
function back() {
  if (!isStory()) return false;
  location.assign('/event-log' + (sessionStorage.getItem(LIST) ?? ''));
  return true;
}

const SINGLE = {
  j: () => step(1),
  k: () => step(-1),
  u: back,
  p: () => act(find('#events-pause, #events-go-on'), 'click'),
  '/': () => act(find('#events-number'), 'focus'),
};

function does(key, target) {
  const inList = target.closest('#events-rows') !== null;
  if (target.matches('input:not([type="checkbox"], [type="radio"]), select, textarea')) return key === 'Escape' && !isStory() && act(find('#events-rows'), 'focus');
  if (key === 'Escape') return back();
  if (inList && key === 'ArrowDown') return step(1);
  if (inList && key === 'ArrowUp') return step(-1);
  return singleKeys() && Object.hasOwn(SINGLE, key) && SINGLE[key]();
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (does(event.key, event.target)) event.preventDefault();
});

document.addEventListener('change', (event) => {
  if (event.target.id === 'events-single-keys') localStorage.setItem(KEYS, event.target.checked ? 'on' : 'off');
});

document.addEventListener('click', (event) => {
  const row = event.target.closest?.('g[data-listens]') && rowOf(event.target.closest('g[data-listens]').dataset);
  if (row) location.hash = row.id;
});

// ---------------------------------------------------------------- each widget is swapped by itself, in any order

const title = document.title;

function look() {
  if (isStory()) document.title = `${find('#events-heading').textContent} · ${title}`;
  main.querySelectorAll('[data-listens]').forEach(say);
  const box = find('#events-single-keys');
  if (box) box.checked = singleKeys();
}

if (location.pathname === '/event-log') sessionStorage.setItem(LIST, location.search);
new MutationObserver(look).observe(main, { childList: true, subtree: true });
look();
