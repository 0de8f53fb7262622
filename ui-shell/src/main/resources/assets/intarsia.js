// The page's one script. It makes the shopper's key and correlation ID, proves them to each service, sums what is shown, and runs "place order".
// It knows no service by name: what it needs is in the page's description, made from the manifests. The contract is in docs/widget-contract.md.

const page = JSON.parse(document.getElementById('intarsia-page').textContent);
const texts = page.texts;
const LANGUAGE = document.documentElement.lang;
const NUMBERS = `${LANGUAGE}-u-nu-latn`;
const PLACEHOLDER = /\{correlationId\}|%7BcorrelationId%7D/gi;
const QUERY = /\{query\}|%7Bquery%7D/gi;
const OWN_CONTENT = /^\/([a-z0-9-]+)\/checkouts\//;
const PROOF_SECONDS = 300;
const RENEW_SECONDS = 60;
const KEEP_KEYS_DAYS = 30;
const TOLERATED_MILLIS = 30_000;
const STEP_MILLIS = 25_000;
const SAVING_MILLIS = 2_000;
const LONGEST_SAVING_MILLIS = 12_000;
const UNSETTLED_MILLIS = 300;
const AGAIN_AFTER_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 15_000;
const OUTDATED_MILLIS = 2_000;
const TOO_OFTEN = 429;

// It says that something is missing, and that may be the other script.
if (globalThis.htmx) document.querySelector('[data-script-missing]')?.remove();

const passed = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

// ---------------------------------------------------------------- keys, kept in this browser and never readable

const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open('intarsia', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('checkouts', { keyPath: 'id' });
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
database.catch(() => {});

async function store(mode, action) {
  const transaction = (await database).transaction('checkouts', mode);
  return new Promise((resolve, reject) => {
    const request = action(transaction.objectStore('checkouts'));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const utf8 = (text) => new TextEncoder().encode(text);

/** A UUID of version 8 whose free bits are the first 122 bits of the key's RFC 7638 thumbprint. */
async function correlationIdOf({ x, y }) {
  const jwk = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
  const thumbprint = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(jwk)));
  const bits = BigInt('0x' + Array.from(thumbprint, (byte) => byte.toString(16).padStart(2, '0')).join('')) >> 134n;
  const uuid = ((bits >> 74n) << 80n) | (8n << 76n) | (((bits >> 62n) & 0xfffn) << 64n) | (2n << 62n) | (bits & ((1n << 62n) - 1n));
  return uuid.toString(16).padStart(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

async function newCheckout() {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  const made = { id: await correlationIdOf({ x, y }), privateKey: keys.privateKey, x, y, state: 'open', created: Date.now() };
  await store('readwrite', (checkouts) => checkouts.put(made));
  return made;
}

const newest = (checkouts) => checkouts.sort((a, b) => b.created - a.created)[0];

/** The one checkout that this browser's tabs share; two tabs that open at once agree by the lock. */
function openCheckout() {
  return navigator.locks.request('intarsia-checkout', async () => {
    const all = await store('readonly', (checkouts) => checkouts.getAll());
    const old = Date.now() - KEEP_KEYS_DAYS * 24 * 3600 * 1000;
    await Promise.all(all.filter((c) => c.created < old).map((c) => store('readwrite', (checkouts) => checkouts.delete(c.id))));
    return newest(all.filter((c) => c.state === 'open' && c.created >= old)) ?? newCheckout();
  });
}

async function checkoutOfThisPage() {
  if (!globalThis.isSecureContext || !crypto.subtle || !navigator.locks) {
    tellInsteadOfWidgets(texts.insecure);
    return null;
  }
  if (page.page === 'event-log') return null;
  if (page.page !== 'order') return openCheckout();
  const id = location.pathname.split('/').pop();
  const kept = await store('readonly', (checkouts) => checkouts.get(id));
  if (!kept) tellWhoseOrderThisIsNot();
  return kept ?? null;
}

let checkout = null;
let clockError = 0;
const proofs = new Map();
const now = () => Math.floor((Date.now() + clockError) / 1000);

async function proofOf(record, service) {
  const issued = now();
  const header = { alg: 'ES256', typ: 'correlation-proof+jwt', jwk: { kty: 'EC', crv: 'P-256', x: record.x, y: record.y } };
  const claims = { sub: record.id, aud: service, iat: issued, exp: issued + PROOF_SECONDS };
  const signed = base64url(utf8(JSON.stringify(header))) + '.' + base64url(utf8(JSON.stringify(claims)));
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, record.privateKey, utf8(signed));
  return { jws: signed + '.' + base64url(signature), until: issued + PROOF_SECONDS - RENEW_SECONDS };
}

const freshProof = (service) => {
  const proof = proofs.get(service);
  return proof && proof.until > now() ? proof.jws : null;
};

async function proofFor(service) {
  if (!freshProof(service)) proofs.set(service, await proofOf(checkout, service));
  return proofs.get(service).jws;
}

/** Proofs are good for minutes, and this computer's clock may be wrong by hours: then the answers' own clock is used from now on. */
function learnsTheTime(date) {
  const error = Date.parse(date ?? '') - Date.now();
  if (!(Math.abs(error - clockError) > TOLERATED_MILLIS)) return false;
  clockError = error;
  proofs.clear();
  return true;
}

async function begin(record) {
  checkout = record;
  proofs.clear();
  if (record) await Promise.all(page.services.map(proofFor));
  tellLastOrder().catch(() => {});
}

const ready = checkoutOfThisPage().then(begin, () => tellInsteadOfWidgets(texts.noKeys)).then(recallUnsaved);
setInterval(() => checkout && page.services.forEach(proofFor), 20_000);

// ---------------------------------------------------------------- htmx: the ID into the path, the proof beside it

const idForPath = () => checkout?.id ?? (page.page === 'event-log' ? location.pathname.split('/')[2] ?? '' : null);

document.addEventListener('htmx:confirm', (event) => {
  const { path, verb, elt, triggeringEvent, question, issueRequest } = event.detail;
  const service = OWN_CONTENT.exec(path)?.[1];
  if (!service) return;
  event.preventDefault();
  const proven = ready.then(() => checkout && proofFor(service));
  const request = { elt, triggeringEvent, widget: widgetOf(elt)?.dataset.widget, issue: async () => (await proven) && elt.isConnected && issueRequest(!question) };
  if (verb === 'get') look(request);
  else change(request);
});

// What a widget is told is told in turn: each change carries the whole form, and an older one that came in after a newer one would undo it. For the same
// reason an answer to a mere look that a change has overtaken is not shown; it is looked again. Nothing waits for a look, which may be a long one.
const lastTurn = new Map();
const waiting = new Set();
const changes = new Map();
const looks = new WeakMap();

function change({ elt, triggeringEvent, widget, issue }) {
  // What is to be dropped while it is under way does not wait for its turn either: a second click is not another try, whatever the first is answered.
  if (elt.getAttribute('hx-sync') === 'this:drop' && elt.classList.contains('htmx-request')) return;
  const changed = triggeringEvent?.target?.id ? triggeringEvent.target : elt;
  waiting.add(changed);
  elt.classList.add('htmx-request');
  const turn = Promise.resolve(lastTurn.get(widget)).then(async () => {
    waiting.delete(changed);
    elt.classList.remove('htmx-request');
    changes.set(widget, (changes.get(widget) ?? 0) + 1);
    if (elt.isConnected) await answerTo(elt, issue);
    // An answer has put another element in its place, with what was typed: that one tells it, in the turn after this.
    else if (changed.id) htmx.trigger(`#${CSS.escape(changed.id)}`, triggeringEvent?.type ?? 'change');
  });
  lastTurn.set(widget, turn);
  underWay.add(turn);
  unsettled.set(turn, widget);
  setTimeout(markTotal, UNSETTLED_MILLIS);
  turn.finally(() => {
    underWay.delete(turn);
    isSettled(turn);
  });
}

function look({ elt, widget, issue }) {
  looks.set(elt, () => afterChanges(widget).then(issue));
  looks.get(elt)();
}

async function afterChanges(widget) {
  for (let turn; turn !== lastTurn.get(widget); ) {
    turn = lastTurn.get(widget);
    await turn;
  }
}

// An event that is told while a widget's content is on its way reaches nothing that listens to it: the content may not know of it yet, and is asked for again.
const heard = new Map();
let told = 0;

function hear(names) {
  told += 1;
  names.forEach((name) => heard.set(name, told));
}

function lookAgainIfOvertaken({ verb, elt, toldBefore }) {
  if (verb !== 'get') return;
  const content = document.querySelector(`[data-widget="${widgetOf(elt)?.dataset.widget}"]`);
  const listensTo = [...(content?.getAttribute('hx-trigger') ?? '').matchAll(/(\S+) from:body/g)].map(([, name]) => name);
  if (listensTo.some((name) => heard.get(name) > toldBefore)) htmx.ajax('GET', content.getAttribute('hx-get'), { source: content, target: content });
}

const changesOf = (elt) => changes.get(widgetOf(elt)?.dataset.widget) ?? 0;

/** Until the request that is issued has been answered, in whatever way. */
function answerTo(elt, issue) {
  return new Promise((resolve) => {
    let sent = false;
    const sending = ({ detail }) => {
      if (detail.elt !== elt) return;
      sent = true;
      detail.xhr.addEventListener('loadend', resolve);
    };
    document.addEventListener('htmx:beforeRequest', sending);
    issue().finally(() => {
      document.removeEventListener('htmx:beforeRequest', sending);
      if (!sent) resolve();
    });
  });
}

document.addEventListener('htmx:configRequest', (event) => {
  const { detail } = event;
  const service = OWN_CONTENT.exec(detail.path)?.[1];
  detail.path = detail.path.replace(PLACEHOLDER, idForPath() ?? '').replace(QUERY, () => (page.page === 'event-log' ? location.search.slice(1) : ''));
  if (service) detail.headers['Correlation-Proof'] = freshProof(service);
  // Of the page, not of the browser: what a widget says next is to be in the language that stands around it.
  detail.headers['Accept-Language'] = LANGUAGE;
});

// ---------------------------------------------------------------- swaps: keep what is typed, the focus, what is unfolded, and how far a wide table was scrolled

const kept = new Map();
const scrolled = new Map();
const unfolded = new Set();
const wide = matchMedia('(min-width: 60rem)');
const typing = new WeakSet();
let selected = null;

// Between these two a text field holds something that its service has not been sent yet.
document.addEventListener('input', (event) => event.target.matches?.('input:not([type=radio], [type=checkbox]), textarea') && typing.add(event.target));
document.addEventListener('change', (event) => typing.delete(event.target), true);

function keepTyped() {
  document.querySelectorAll('[data-keep]').forEach((field) => field.id && field.value && kept.set(field.id, { value: field.value }));
  waiting.forEach((field) => field.id && kept.set(field.id, { waits: field }));
  document.querySelectorAll('.scroll[aria-labelledby]').forEach((part) => part.scrollLeft && scrolled.set(part.getAttribute('aria-labelledby'), part.scrollLeft));
  document.querySelectorAll('.fold[open]').forEach((part) => unfolded.add(part.id));
  const field = document.activeElement;
  if (!field?.id) return;
  if (typing.has(field)) kept.set(field.id, { value: field.value, field });
  if (typeof field.selectionStart === 'number') selected = { id: field.id, value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

function giveBackTyped() {
  kept.forEach(({ value, waits, field: before }, id) => {
    const field = document.getElementById(id);
    if (waits && field && field !== waits) return giveBackWaiting(field, waits);
    if (!field || field === before || (field.value && !before)) return;
    field.value = value;
    if (!before) return;
    typing.add(field);
    // The browser does not call it a change when a script has typed it.
    field.addEventListener('blur', () => typing.has(field) && field.dispatchEvent(new Event('change', { bubbles: true })), { once: true });
  });
  kept.clear();
  document.querySelectorAll('.fold').forEach((part) => (part.open ||= (wide.matches && !part.matches('.lasting')) || unfolded.has(part.id)));
  unfolded.clear();
  selectAgain();
  scrolled.forEach((left, name) => {
    const part = document.querySelector(`.scroll[aria-labelledby="${CSS.escape(name)}"]`);
    if (part) part.scrollLeft = left;
  });
  scrolled.clear();
}

wide.addEventListener('change', () => document.querySelectorAll('.fold:not(.lasting)').forEach((part) => (part.open = wide.matches)));

/** Whoever has marked what is there means to type over it; with the mark gone it would be typed behind it. */
function selectAgain() {
  const field = document.activeElement;
  if (selected && field?.id === selected.id && field.value === selected.value) field.setSelectionRange(selected.start, selected.end);
  selected = null;
}

function giveBackWaiting(field, before) {
  if (['radio', 'checkbox'].includes(field.type)) field.checked = before.checked;
  else if ('value' in before) field.value = before.value;
}

document.addEventListener('htmx:beforeSwap', (event) => {
  const { xhr, requestConfig, target } = event.detail;
  const state = xhr.getResponseHeader('Widget-State');
  if (xhr.status === 409 && state) {
    event.detail.shouldSwap = false;
    if (state === 'sealed') return takeOver(requestConfig);
    isSaved(requestConfig.carried);
    goToOrder();
    return;
  }
  if (requestConfig.verb === 'get' && looks.has(requestConfig.elt) && requestConfig.changesBefore !== changesOf(requestConfig.elt)) {
    event.detail.shouldSwap = false;
    looks.get(requestConfig.elt)();
    return;
  }
  if (xhr.status >= 400 && !isHtml(xhr.getResponseHeader('Content-Type'))) {
    event.detail.shouldSwap = false;
    event.detail.isError = true;
  }
  if (target.hasAttribute('data-fallback')) styleAgain(ownerOf(target));
  if (event.detail.shouldSwap) keepTyped();
});

const isHtml = (type) => type?.startsWith('text/html') ?? false;

document.addEventListener('htmx:afterSwap', (event) => {
  lookAgainIfOvertaken(event.detail.requestConfig ?? {});
  giveBackTyped();
  takeVersion(event.detail.xhr);
  if (event.detail.xhr?.status === 422 && event.detail.requestConfig?.triggeringEvent?.type === 'submit') tellErrors(widgetOf(event.detail.elt) ?? document);
  goToTheHead(event.detail);
});

/** Whoever sent a form that is answered by none reads at the head of the page what has become of it; the focus, which was in the form, goes there too. */
function goToTheHead({ xhr, requestConfig }) {
  const sent = requestConfig?.triggeringEvent?.type === 'submit' && xhr?.status < 400 ? requestConfig.elt : null;
  if (!sent || sent.isConnected || document.activeElement !== document.body || page.page === 'event-log') return;
  const widget = widgetOf(sent)?.dataset.widget;
  if (document.querySelector(`[data-widget="${widget}"] form`)) return;
  document.querySelector('main').focus({ preventScroll: true });
  scrollTo(0, 0);
  outdateAllBut(widget);
}

/** What the other widgets say may not be so any more; until they have heard of it, or after a while, it is shown as what was. */
function outdateAllBut(answered) {
  const others = [...document.querySelectorAll('main [data-widget]')].filter((element) => element.dataset.widget !== answered);
  others.forEach((element) => element.setAttribute('data-outdated', ''));
  setTimeout(() => others.forEach((element) => element.removeAttribute('data-outdated')), OUTDATED_MILLIS);
}

/** An element may pick only a part of the answer, but the version that the shopper now sees is that of the whole widget. */
function takeVersion(xhr) {
  const answered = /data-widget="([^"]+)"[^>]*?data-version="(\d+)"/.exec(xhr?.responseText ?? '');
  const root = answered && document.querySelector(`[data-widget="${answered[1]}"]`);
  if (root) root.dataset.version = answered[2];
}

document.addEventListener('htmx:afterSettle', sumUp);

// ---------------------------------------------------------------- a reload: what no service has answered yet is in this tab, and told again

const UNSAVED = 'intarsia-unsaved';
const SAVES_ITSELF = ':is(input, select, textarea)[id]:not([data-keep], [type=password], [autocomplete^="cc-"])';
const unsaved = new Map();
const fromBefore = new Set();

const holdsTick = (field) => ['radio', 'checkbox'].includes(field.type);
const valueOf = (field) => (holdsTick(field) ? field.checked : field.value);

/** From the first key until an answer to what contains it. A card is in no field that saves itself, and never here. */
function noteUnsaved({ target }) {
  if (!checkout || !target.matches?.(SAVES_ITSELF) || !target.closest('[hx-post]')?.getAttribute('hx-trigger')?.includes('change')) return;
  unsaved.delete(target.id);
  unsaved.set(target.id, valueOf(target));
  keepUnsaved();
}

function keepUnsaved() {
  if (unsaved.size > 0) sessionStorage.setItem(UNSAVED, JSON.stringify({ id: checkout?.id, fields: [...unsaved] }));
  else sessionStorage.removeItem(UNSAVED);
}

document.addEventListener('input', noteUnsaved, true);
document.addEventListener('change', noteUnsaved, true);

function unsavedIn(element) {
  const form = element.closest('form');
  return [...unsaved].filter(([id]) => form?.contains(document.getElementById(id)));
}

/** What was typed on meanwhile is another value, and waits for an answer of its own. */
function isSaved(carried = []) {
  carried.forEach(([id, value]) => unsaved.get(id) === value && unsaved.delete(id));
  if (carried.length > 0) keepUnsaved();
}

function recallUnsaved() {
  const before = JSON.parse(sessionStorage.getItem(UNSAVED) ?? '{}');
  if (!checkout || before.id !== checkout.id) return;
  before.fields.forEach(([id, value]) => {
    unsaved.set(id, value);
    fromBefore.add(id);
  });
}

function forgetUnsaved() {
  unsaved.clear();
  fromBefore.clear();
  keepUnsaved();
}

/** Each as soon as it is there: some come with an answer to another one, as the fields of an address come with its country. */
function giveBackUnsaved() {
  fromBefore.forEach((id) => {
    const field = document.getElementById(id);
    if (!field || field.closest('[inert]')) return;
    fromBefore.delete(id);
    const value = unsaved.get(id);
    if (valueOf(field) === value) return isSaved([[id, value]]);
    if (holdsTick(field)) field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

document.addEventListener('htmx:afterSettle', giveBackUnsaved);

/** What no service has answered is told again, but for what waits for its turn to be told anyway. */
function saveNow(isLeft = () => true) {
  [...unsaved.keys()].forEach((id) => {
    const field = document.getElementById(id);
    if (!field || field.closest('[inert]') || waiting.has(field) || (field.type === 'radio' && !field.checked)) return;
    if (isLeft(field)) field.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

addEventListener('online', () => saveNow((field) => field !== document.activeElement || !typing.has(field)));

// ---------------------------------------------------------------- presses: what an answer takes away before it is let go would never be clicked

const PRESSED = 'a, button, label, summary, input:is([type=radio], [type=checkbox])';
const nameOfPressed = (element) => element?.id || element?.control?.id || null;
let pressed = null;

/** With a finger, browsers look where it was when it is lifted. */
document.addEventListener('pointerdown', ({ target, button, pointerType }) => (pressed = pointerType !== 'touch' && button === 0 ? target.closest(PRESSED) : null));
document.addEventListener('keydown', ({ target, key }) => key === ' ' && (pressed ??= target.closest?.(PRESSED) ?? null));

function letGo({ target }) {
  const before = pressed;
  pressed = null;
  setTimeout(review);
  if (!before || before.isConnected) return;
  const now = target.closest?.(PRESSED);
  if (nameOfPressed(now) && nameOfPressed(now) === nameOfPressed(before)) now.click();
}

document.addEventListener('pointerup', letGo);
document.addEventListener('keyup', (event) => event.key === ' ' && letGo(event));

// ---------------------------------------------------------------- errors: all that is to be mended in one place, each a link to its field

const SUMMARY = 'intarsia-errors';
const ownTitle = document.title;

const inputOf = (marked) => (marked.matches('fieldset') ? marked.querySelector('input:not(:disabled)') ?? marked : marked);

function wordsOf(marked) {
  if (marked.matches('[role="alert"]')) return marked.textContent;
  const described = (marked.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id));
  return described.find((said) => said?.matches('.error'))?.textContent ?? marked.labels?.[0]?.textContent ?? marked.getAttribute('aria-label') ?? '';
}

const errorsIn = (within) => [...within.querySelectorAll('[data-widget] [aria-invalid="true"], [data-widget] [role="alert"]')];

/** Lists what is wrong and gives the list the focus. A widget whose one field is wrong needs no list: that field has the focus. */
function tellErrors(within) {
  forgetErrors();
  const wrong = errorsIn(within);
  if (within !== document && within.querySelectorAll('.field').length < 2) return inputOf(wrong[0] ?? within).focus();
  if (wrong.length === 0) return;
  const summary = document.createElement('section');
  summary.id = SUMMARY;
  summary.className = 'notice problem';
  summary.tabIndex = -1;
  summary.setAttribute('aria-labelledby', `${SUMMARY}-heading`);
  const heading = summary.appendChild(document.createElement('h2'));
  heading.id = `${SUMMARY}-heading`;
  heading.textContent = texts.toMend;
  const list = summary.appendChild(document.createElement('ul'));
  wrong.forEach((marked, i) => {
    marked.id ||= `${SUMMARY}-${i}`;
    if (!marked.matches('input, select, textarea')) marked.tabIndex = -1;
    const link = list.appendChild(document.createElement('li')).appendChild(document.createElement('a'));
    link.href = `#${marked.id}`;
    link.textContent = wordsOf(marked).trim();
  });
  document.querySelector('main h1').after(summary);
  document.title = texts.errorTitle.replace('{title}', ownTitle);
  summary.focus();
}

function forgetErrors() {
  document.getElementById(SUMMARY)?.remove();
  document.title = ownTitle;
}

/** What has been mended leaves the list, and at the end the list leaves the page. */
function crossOffErrors() {
  const summary = document.getElementById(SUMMARY);
  if (!summary) return;
  inItsPlace(() => {
    summary.querySelectorAll('a').forEach((link) => {
      const marked = document.getElementById(link.hash.slice(1));
      if (!marked?.matches('[aria-invalid="true"], [role="alert"]')) link.parentElement.remove();
    });
    if (summary.querySelector('a')) return;
    forgetErrors();
    say('');
  });
}

function isInSight(element) {
  const { top, bottom } = element?.getBoundingClientRect() ?? {};
  return element !== document.body && bottom > 0 && top < innerHeight;
}

/** Where an element stands in the window, to be gone back to: what comes and goes above it meanwhile is scrolled away. An answer may have put another one in its place. */
function placeOf(element) {
  const before = element?.getBoundingClientRect().top;
  return () => {
    const now = element?.isConnected ? element : document.getElementById(element?.id);
    const moved = now ? now.getBoundingClientRect().top - before : 0;
    if (moved) scrollBy({ top: moved, behavior: 'instant' });
  };
}

/** What somebody types into, has pressed (to which not every browser gives the focus), or else has before the eyes, does not move. */
function inItsPlace(change) {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const back = placeOf([document.activeElement, document.querySelector('[data-action="place-order"]'), middle].find(isInSight));
  change();
  back();
}

// An error that comes above does not push away what is typed into next, nor a button from under the pointer before it is let go.
let goBack = null;
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const saves = detail.requestConfig.triggeringEvent?.type !== 'submit' && detail.requestConfig.verb !== 'get';
  goBack = detail.shouldSwap && saves ? placeOf([pressed, document.activeElement].find(isInSight)) : null;
});
document.addEventListener('htmx:afterSwap', () => {
  goBack?.();
  goBack = null;
});

document.addEventListener('click', (event) => {
  const link = event.target.closest?.(`:is(#${SUMMARY}, [data-reviews]) a`);
  const marked = link && document.getElementById(link.hash.slice(1));
  if (!marked) return;
  event.preventDefault();
  marked.closest('details')?.setAttribute('open', '');
  const input = inputOf(marked);
  input.focus({ preventScroll: true });
  // To the top, for a keyboard will cover what is below.
  (marked.closest('.field, .choice') ?? marked).scrollIntoView();
});

// ---------------------------------------------------------------- a service that does not answer

const widgetOf = (element) => element.closest?.('[data-widget]');
const ownerOf = (element) => element.dataset.widget.split('/')[0];
const elementOf = ({ service, widget }) => document.querySelector(`[data-widget="${service}/${widget}"]`);

/** What shows an operator something listens to this, and a login that has run out is ended like one that was signed out of: nothing stays on the page. */
const SIGNED_OUT = 'operator:signed-out';

function noAnswer(event) {
  const { xhr, elt, requestConfig } = event.detail;
  const status = xhr?.status ?? 0;
  const element = widgetOf(elt);
  if (status === 404) learnsTheTime(xhr.getResponseHeader('Date'));
  if (!element || element.hasAttribute('data-fallback')) return;
  if (status === 401 && element.getAttribute('hx-trigger')?.includes(SIGNED_OUT)) return onBody([SIGNED_OUT]);
  if (status === 401 || status === 403) return;
  if (element.hasAttribute('aria-busy')) {
    showFallback(element);
  } else if (status === TOO_OFTEN && requestConfig.verb !== 'get') {
    const seconds = secondsToWait(xhr.getResponseHeader('Retry-After'));
    const pressed = requestConfig.triggeringEvent?.type === 'submit';
    notice(element, inWords(pressed ? texts.tooOften : texts.savedLater, seconds));
    if (!pressed) saveLater(elt, seconds * 1000);
  } else if (requestConfig.triggeringEvent?.type === 'submit') {
    notice(element, navigator.onLine ? texts.pressAgain : texts.offlineAgain);
  } else if (status >= 400 && status < 500 && status !== 404) {
    notice(element, texts.notTaken);
  } else {
    notice(element, navigator.onLine ? texts.unavailable : texts.offline);
    if (requestConfig.verb !== 'get') saveLater(elt);
  }
}

function notice(element, text) {
  const said = element.querySelector('[data-unavailable]') ?? document.createElement('p');
  said.className = 'notice problem';
  said.setAttribute('role', 'status');
  said.setAttribute('data-unavailable', '');
  // What stands still beside the page cannot be scrolled back to its place.
  const standsStill = getComputedStyle(regionOf(element) ?? element).position === 'sticky';
  inItsPlace(() => {
    if (!said.isConnected) standsStill ? element.append(said) : element.prepend(said);
    said.textContent = text;
  });
}

/** What a 429 says: a number of seconds, or a date. */
function secondsToWait(header) {
  const seconds = /^\d+$/.test(header ?? '') ? Number(header) : Math.ceil((Date.parse(header ?? '') - Date.now() - clockError) / 1000);
  return Math.max(1, seconds || 5);
}

function inWords(text, seconds) {
  const [number, unit] = seconds <= 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return text.replace('{time}', new Intl.NumberFormat(NUMBERS, { style: 'unit', unit, unitDisplay: 'long' }).format(number));
}

const pauses = new Map();

/** A change that could not be saved is sent again, when its service says or at growing distances, until it has it. Saving twice is saving once. */
function saveLater(element, wait) {
  const key = element.id || element;
  const pause = wait ?? pauses.get(key) ?? AGAIN_AFTER_MILLIS;
  pauses.set(key, Math.min(2 * pause, LONGEST_PAUSE_MILLIS));
  unsettled.set(key, widgetOf(element)?.dataset.widget);
  setTimeout(() => {
    const field = element.isConnected ? element : document.getElementById(element.id);
    if (!field) isSettled(key);
    else if (pauses.has(key)) htmx.trigger(field, 'change');
  }, pause);
}

/** The skeleton is there but its service is not: its place says so, and loads itself when the service is back. */
function showFallback(element) {
  const [service, widget] = element.dataset.widget.split('/');
  const known = page.widgets.find((w) => w.service === service && w.widget === widget);
  const fallback = document.createElement('section');
  fallback.dataset.widget = element.dataset.widget;
  fallback.setAttribute('data-fallback', '');
  if (known?.essential) fallback.setAttribute('data-essential', '');
  fallback.setAttribute('role', 'status');
  Object.entries(known?.fallbackIn ?? {}).forEach(([name, value]) => fallback.setAttribute(name, value));
  const attributes = { 'hx-get': `/${service}/widgets/${widget}`, 'hx-trigger': 'every 2s', 'hx-target': 'this', 'hx-swap': 'outerHTML' };
  Object.entries(attributes).forEach(([name, value]) => fallback.setAttribute(name, value));
  const words = document.createElement('p');
  words.textContent = known?.fallback || texts.unavailable;
  fallback.append(words);
  element.replaceWith(fallback);
  htmx.process(fallback);
}

document.addEventListener('htmx:sendError', noAnswer);
document.addEventListener('htmx:timeout', noAnswer);
document.addEventListener('htmx:responseError', noAnswer);
document.addEventListener('htmx:afterOnLoad', (event) => {
  const { xhr, requestConfig, elt } = event.detail;
  if (xhr.status >= 500 || xhr.status === 404 || xhr.status === TOO_OFTEN) return;
  const key = requestConfig.elt.id || requestConfig.elt;
  pauses.delete(key);
  isSettled(key);
  if (xhr.status < 400 || xhr.status === 422) isSaved(requestConfig.carried);
  if (xhr.status < 400) inItsPlace(() => widgetOf(elt)?.querySelector('[data-unavailable]')?.remove());
});

/** A service that the shell had never heard of is here now: what it brings stands in the next page. */
document.addEventListener('htmx:afterOnLoad', (event) => {
  const typed = [...document.querySelectorAll('[data-keep]')].some((field) => field.value);
  if (event.detail.elt.hasAttribute('data-unknown') && event.detail.xhr.status === 200 && !typed) setTimeout(() => location.reload(), 1500);
});

/** A style sheet that came from a service while it was away did not come at all. */
function styleAgain(service) {
  document.querySelectorAll(`link[rel=stylesheet][href^="/${service}/"]`).forEach((link) => link.sheet || link.replaceWith(link.cloneNode()));
  bringLate(service);
}

/** Style sheets and scripts that could not be had when the page was made are brought when their service is seen to be here: nothing waits for them. */
function bringLate(service) {
  const theirs = page.late.filter(({ href }) => href.startsWith(`/${service}/`));
  page.late = page.late.filter((asset) => !theirs.includes(asset));
  theirs.forEach(({ is, href, integrity }) => document.head.append(Object.assign(document.createElement(is === 'style' ? 'link' : 'script'), is === 'style' ? { rel: 'stylesheet', integrity, href } : { type: 'module', integrity, src: href })));
}
page.services.filter((service) => document.querySelector(`[data-widget^="${service}/"]:not([data-fallback])`)).forEach(bringLate);

function tellInsteadOfWidgets(text) {
  const notice = document.createElement('p');
  notice.className = 'notice problem';
  notice.setAttribute('role', 'alert');
  notice.textContent = text;
  document.querySelectorAll('main [data-region]').forEach((region) => region.remove());
  document.querySelector('main').append(notice);
}

function tellWhoseOrderThisIsNot() {
  tellInsteadOfWidgets(texts.otherBrowser);
  const way = document.querySelector('main').appendChild(document.createElement('p')).appendChild(document.createElement('a'));
  way.className = 'button';
  way.href = '/';
  way.textContent = texts.toTheShop;
}

// ---------------------------------------------------------------- the total: for show, never trusted

function shownTotal() {
  const amounts = [...document.querySelectorAll('[data-amount][data-currency]')];
  const currencies = new Set(amounts.map((amount) => amount.dataset.currency));
  if (currencies.size !== 1) return null;
  return { total: amounts.reduce((sum, amount) => sum + Number(amount.dataset.amount), 0), currency: [...currencies][0] };
}

const standingTotal = document.querySelector('.standing-total output');

/** What an amount is for: the term that it stands beside, or the title of its widget. */
function nameOf(amount) {
  const [service, name] = widgetOf(amount)?.dataset.widget.split('/') ?? [];
  const term = amount.closest('dd')?.parentElement.querySelector('dt');
  return term?.textContent ?? page.widgets.find((widget) => widget.service === service && widget.widget === name)?.title ?? '';
}

const regionOf = (element) => element.closest('[data-region]');

/** What the total is made of, wherever a list of the class `sums` asks for it; what stands above it in its own region is not said again. */
function itemise(format) {
  const amounts = format ? [...document.querySelectorAll('[data-amount][data-currency]')] : [];
  document.querySelectorAll('[data-items]').forEach((list) => {
    const items = amounts.filter((amount) => regionOf(amount) !== regionOf(list)).map((amount) => [nameOf(amount), format(Number(amount.dataset.amount))]);
    const said = JSON.stringify(items);
    if (list.dataset.items === said) return;
    list.dataset.items = said;
    list.replaceChildren(...items.map((words) => {
      const item = document.createElement('div');
      words.forEach((text, i) => (item.appendChild(document.createElement(i ? 'dd' : 'dt')).textContent = text));
      return item;
    }));
  });
}

/** What each widget says of what is chosen in it, wherever a list asks for it, with a way back; not while something is pressed, which would move away. */
function review() {
  const parts = [...document.querySelectorAll('[data-review]')].filter((part) => part.textContent.trim());
  document.querySelectorAll('[data-reviews]').forEach((list) => {
    const said = parts.map((part) => part.outerHTML).join();
    if (pressed || list.said === said) return;
    list.said = said;
    const at = list.contains(document.activeElement) && document.activeElement.hash;
    list.replaceChildren(...parts.map((part) => {
      const [item, term, words, way, change, what] = ['div', 'dt', 'dd', 'dd', 'a', 'span'].map((name) => document.createElement(name));
      term.textContent = part.dataset.review;
      words.append(...part.cloneNode(true).childNodes);
      change.href = `#${part.dataset.change}`;
      // Not a label, by which a field of that name is looked for.
      what.className = 'visually-hidden';
      what.textContent = ` ${part.dataset.review}`;
      change.append(list.dataset.reviews, what);
      way.append(change);
      item.append(term, words, way);
      return item;
    }));
    if (at) list.querySelector(`[href="${at}"]`)?.focus();
  });
}

function sumUp() {
  const shown = shownTotal();
  const currency = shown && new Intl.NumberFormat(NUMBERS, { style: 'currency', currency: shown.currency });
  const format = shown && ((minorUnits) => currency.format(minorUnits / 10 ** currency.resolvedOptions().maximumFractionDigits));
  const text = shown ? format(shown.total) : '';
  itemise(format);
  review();
  document.querySelectorAll('[data-total]').forEach((output) => {
    if (output.textContent !== text) {
      // What is still busy when it changes is not told.
      output.removeAttribute('aria-busy');
      output.textContent = text;
    }
    // Each output is a live region of its own; a changed total is to be said once.
    if (standingTotal && output !== standingTotal) output.setAttribute('aria-live', 'off');
  });
}

// Changes under way, and those that wait to be sent again, with the widget that each is of.
const unsettled = new Map();

/** As long as something that costs is not answered, the total is that of before, and looks so; not for a moment only, which would flicker. */
function markTotal() {
  const late = onThisPage('seal').some(({ service, widget }) => [...unsettled.values()].includes(`${service}/${widget}`));
  document.querySelectorAll('[data-total]').forEach((output) => (late ? output.setAttribute('aria-busy', 'true') : output.removeAttribute('aria-busy')));
}

function isSettled(key) {
  unsettled.delete(key);
  if (document.querySelector('[data-total][aria-busy]')) markTotal();
}

new MutationObserver(() => {
  sumUp();
  showWhereEmpty();
  crossOffErrors();
  tellTimes();
}).observe(document.querySelector('main'), { childList: true, subtree: true });
sumUp();

// ---------------------------------------------------------------- the way back to an order, which nothing but this browser knows

const [atTheFoot, whereEmpty] = ['button quiet', 'notice'].map((looks) => Object.assign(document.createElement('a'), { className: looks }));

/** At the foot of each page, and where there is nothing to buy; not on the order's own. */
async function tellLastOrder() {
  if (page.page === 'event-log') return;
  const all = await store('readonly', (checkouts) => checkouts.getAll());
  const last = newest(all.filter(({ state, id }) => state === 'placed' && id !== checkout?.id));
  if (!last) return;
  const [before, after] = texts.lastOrder.split('{number}');
  [atTheFoot, whereEmpty].forEach((way) => {
    const number = document.createElement('strong');
    number.className = 'number';
    number.textContent = last.id.slice(0, 8).toUpperCase();
    way.href = `/orders/${last.id}`;
    way.replaceChildren(before, number, after);
  });
  document.querySelector('body > footer > p').after(atTheFoot);
  showWhereEmpty();
}

function showWhereEmpty() {
  const empty = whereEmpty.href && document.querySelector('[data-region=aside] > [data-empty]');
  if (!empty) whereEmpty.remove();
  else if (empty.nextElementSibling !== whereEmpty) empty.after(whereEmpty);
}

// ---------------------------------------------------------------- the shopper's other tabs

const tabs = new BroadcastChannel('intarsia');

function eventsOf(header) {
  if (!header) return [];
  const names = header.trimStart().startsWith('{') ? Object.keys(JSON.parse(header)) : header.split(',').map((name) => name.trim());
  return names.filter((name) => name.includes(':'));
}

function onBody(names) {
  hear(names);
  names.forEach((name) => document.body.dispatchEvent(new CustomEvent(name)));
}

document.addEventListener('htmx:afterRequest', (event) => {
  const names = event.detail.successful ? eventsOf(event.detail.xhr?.getResponseHeader('HX-Trigger')) : [];
  if (names.length > 0) tabs.postMessage({ events: names });
  hear(names);
});

tabs.onmessage = async ({ data }) => {
  if (data.forgotten) forgetUnsaved();
  if (data.forgotten && page.page !== 'event-log') return loadAnew();
  onBody(data.events ?? []);
  if (data.newCheckout && page.page !== 'order' && page.page !== 'event-log') {
    await ready;
    await begin(await openCheckout());
    await showAgain();
  }
};

/** Unlike a reload it gives nothing back that was typed, in any browser. */
const loadAnew = () => location.replace(location.pathname + location.search);

const holdsWhatIsTyped = page.page === 'checkout' || page.page === 'order';

addEventListener('pageshow', (event) => event.persisted && (holdsWhatIsTyped ? loadAnew() : location.reload()));

// To a page that it makes again the browser gives back what was typed there, by whoever it was: to a card's fields, too.
if (holdsWhatIsTyped && performance.getEntriesByType('navigation')[0]?.type === 'back_forward') loadAnew();

// ---------------------------------------------------------------- place order

function say(text, isProblem = false) {
  inItsPlace(() =>
    document.querySelectorAll('[data-placing-status]').forEach((status) => {
      status.toggleAttribute('data-problem', isProblem);
      status.textContent = text;
    }),
  );
}

const onThisPage = (step) => page.widgets.filter((widget) => widget.steps.includes(step));
const anywhere = (step) => page.flow.filter((widget) => widget.steps.includes(step));
const baseOf = ({ service, widget }) => `/${service}/checkouts/${checkout.id}/widgets/${widget}`;
const placingService = () => anywhere('place')[0]?.service;

/** Ends the run; the words say why. */
class Stopped extends Error {}

/** What was sealed has been changed since: the order can go on only under another ID. */
class Sealed extends Error {}

const didNotAnswer = (widget) => new Stopped(navigator.onLine ? texts.noAnswer.replace('{part}', widget.title) : texts.offlineAgain);

async function send(widget, path, options) {
  const headers = { 'Correlation-Proof': await proofFor(widget.service), 'Accept-Language': LANGUAGE, ...options.headers };
  const answer = await fetch(baseOf(widget) + path, { method: 'POST', ...options, headers, credentials: 'same-origin', signal: AbortSignal.timeout(STEP_MILLIS) });
  const names = eventsOf(answer.headers.get('HX-Trigger'));
  if (names.length > 0) tabs.postMessage({ events: names });
  onBody(names);
  return answer;
}

/** Every step may be repeated, so it is, once, when it went wrong on the way. */
async function ask(widget, path, options = {}) {
  try {
    const answer = await send(widget, path, options);
    const again = [502, 503].includes(answer.status) || (answer.status === 404 && learnsTheTime(answer.headers.get('Date')));
    if (!again) return answer;
  } catch (failure) {
    if (failure.name === 'TimeoutError') throw didNotAnswer(widget);
  }
  await passed(AGAIN_AFTER_MILLIS);
  return send(widget, path, options).catch(() => {
    throw didNotAnswer(widget);
  });
}

function typedInto(widget) {
  const typed = new URLSearchParams();
  elementOf(widget)?.querySelectorAll('form').forEach((form) => new FormData(form).forEach((value, name) => typed.append(name, value)));
  return typed;
}

async function shows(widget, answer, text) {
  const target = elementOf(widget);
  if (target && isHtml(answer.headers.get('Content-Type'))) {
    const html = await answer.text();
    keepTyped();
    htmx.swap(target, html, { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 });
    giveBackTyped();
    sumUp();
  }
  throw new Stopped(text);
}

async function expect(widget, answer) {
  if (answer.ok) return answer;
  const state = answer.headers.get('Widget-State');
  if (answer.status === 409 && state === 'sealed') throw new Sealed();
  if (answer.status === 409 && state === 'over') {
    await goToOrder();
    throw new Stopped('');
  }
  if (answer.status === 422) return shows(widget, answer, texts.invalid);
  if (answer.status === TOO_OFTEN) throw new Stopped(inWords(texts.tooOften, secondsToWait(answer.headers.get('Retry-After'))));
  if (answer.status === 409 || answer.status === 412) {
    // The others may not be what they were either: what was sealed may have another price than was shown.
    await showAgain(widget);
    return shows(widget, answer, texts.changed);
  }
  throw didNotAnswer(widget);
}

async function checkAll() {
  say(texts.checking);
  const widgets = onThisPage('check');
  const checks = widgets.map(async (widget) => expect(widget, await ask(widget, '/check', { body: typedInto(widget) })));
  const problem = (await Promise.allSettled(checks)).find((check) => check.status === 'rejected');
  if (problem) throw problem.reason;
}

/** Those of the service that has the order come last: what it seals, it may place. */
async function seal(widgets, versionOf) {
  const owner = placingService();
  const quotes = [];
  for (const widget of [...widgets].sort((a, b) => (a.service === owner) - (b.service === owner))) {
    const answer = await expect(widget, await ask(widget, '/seal', { headers: { 'If-Match': `"${await versionOf(widget)}"` } }));
    if (answer.status === 200) quotes.push((await answer.json()).quote);
  }
  heldUntil = goodUntil(quotes);
  return quotes;
}

async function sealAll() {
  say(texts.sealing);
  return seal(onThisPage('seal'), (widget) => elementOf(widget)?.dataset.version ?? '0');
}

async function pay(quotes, shown) {
  say(texts.paying);
  for (const widget of onThisPage('pay')) {
    const body = typedInto(widget);
    quotes.forEach((quote) => body.append('quote', quote));
    body.append('total', shown.total);
    body.append('currency', shown.currency);
    await expect(widget, await ask(widget, '/pay', { body }));
  }
}

async function placeOrder() {
  await ready;
  await settled(passed(SAVING_MILLIS));
  const missing = page.widgets.some((widget) => widget.essential && (elementOf(widget)?.matches('[data-fallback], [aria-busy="true"]') ?? true));
  if (missing || !checkout) throw new Stopped(texts.incomplete);
  await checkAll();
  const shown = shownTotal();
  if (!shown) throw new Stopped(texts.incomplete);
  const quotes = await sealAll();
  say(texts.placing);
  for (const widget of onThisPage('place')) await expect(widget, await ask(widget, '/place'));
  await pay(quotes, shown);
  await goToOrder();
}

async function goToOrder() {
  say(texts.going);
  await markAs('placed');
  location.assign('/orders/' + checkout.id);
}

/** This ID is used up: the browser's tabs go on with another one. */
async function markAs(state) {
  if (checkout.state === state) return;
  checkout = { ...checkout, state };
  await store('readwrite', (checkouts) => checkouts.put(checkout));
  tabs.postMessage({ newCheckout: true });
}

// What was typed last may still be on its way, and may come back as an error, or with another version.
const underWay = new Set();
document.addEventListener('htmx:beforeRequest', (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.verb === 'get') {
    requestConfig.changesBefore = changesOf(requestConfig.elt);
    requestConfig.toldBefore = told;
    return;
  }
  requestConfig.carried = unsavedIn(requestConfig.elt);
  const done = new Promise((resolve) => xhr.addEventListener('loadend', resolve));
  underWay.add(done);
  done.then(() => underWay.delete(done));
});

async function idle() {
  while (underWay.size > 0) await Promise.all(underWay);
}

/** Where a service hangs, its changes wait behind each other, are sent again, and that never ends: nobody waits for it longer than this. */
const settled = (enough = passed(LONGEST_SAVING_MILLIS)) => Promise.race([idle(), enough]);

/** What is placed is what stands in the fields: what is on its way may come back as an error, or with another version, and what could not be saved is told once more. */
async function saveAll() {
  const enough = passed(LONGEST_SAVING_MILLIS);
  await settled(enough);
  if (underWay.size === 0) saveNow();
  await settled(enough);
  await takingOver;
  const late = onThisPage('check').find((widget) => [...unsaved.keys()].some((id) => elementOf(widget)?.contains(document.getElementById(id))));
  if (late) throw didNotAnswer(late);
}

let running = false;

function showRunning(now) {
  running = now;
  document.querySelectorAll('[data-action="place-order"]').forEach((button) => {
    ['aria-disabled', 'aria-busy'].forEach((name) => (now ? button.setAttribute(name, 'true') : button.removeAttribute(name)));
  });
}

async function run() {
  if (running) return;
  showRunning(true);
  inItsPlace(forgetErrors);
  try {
    await takingOver;
    say(texts.checking);
    await saveAll();
    await navigator.locks.request('intarsia-placing', { ifAvailable: true }, async (lock) => {
      if (!lock) throw new Stopped(texts.otherTab);
      await placeOrder().catch(async (stopped) => {
        if (!(stopped instanceof Sealed)) throw stopped;
        await startAnew();
        await placeOrder();
      });
    });
  } catch (stopped) {
    say(stopped instanceof Stopped ? stopped.message : texts.failed, true);
    showHeld();
    tellErrors(document);
  } finally {
    showRunning(false);
  }
}

// ---------------------------------------------------------------- a change after sealing: a new ID, everything carried over

let takingOver = Promise.resolve();

/** One after the other, and never while an order is being placed: then that goes first, and leads away from here. */
function takeOver(request) {
  const element = widgetOf(request.elt);
  if (!running) say(texts.takingOver);
  takingOver = takingOver
    .then(() => navigator.locks.request('intarsia-placing', () => changeUnderNewId(request)))
    .then(() => say(''))
    .catch((stopped) => {
      const words = stopped instanceof Stopped ? stopped.message : texts.failed;
      say(words, true);
      if (element?.isConnected && words) notice(element, words);
    });
}

async function changeUnderNewId({ elt, verb, path, formData }) {
  const asked = path.split('/')[3];
  if (asked === checkout.id) await startAnew();
  const here = elt.isConnected;
  await htmx.ajax(verb, path.replace(asked, checkout.id), { source: here ? elt : document.body, swap: here ? undefined : 'none', values: formData });
  await settled();
  await showAgain();
}

async function startAnew() {
  const old = checkout;
  heldUntil = null;
  showHeld();
  say(texts.takingOver);
  await releaseAll();
  await navigator.locks.request('intarsia-checkout', async () => {
    const made = await newCheckout();
    await store('readwrite', (checkouts) => checkouts.put({ ...old, state: 'released' }));
    await begin(made);
  });
  for (const widget of anywhere('carry-over')) await carryOver(widget, old);
  tabs.postMessage({ newCheckout: true });
}

/** The one that has the order goes first: it alone can say that it is too late. What another one still holds ends by itself. */
async function releaseAll() {
  const owner = placingService();
  const inOrder = anywhere('release').sort((a, b) => (b.service === owner) - (a.service === owner));
  for (const widget of inOrder) {
    const asking = ask(widget, '/seal', { method: 'DELETE' });
    if (widget.service === owner) await expect(widget, await asking);
    else await asking.catch(() => {});
  }
}

/** What was typed is under the old ID, which is given up: so this waits as long as it is told to. */
async function carryOver(widget, old) {
  const carried = async () => {
    const proof = (await proofOf(old, widget.service)).jws;
    return ask(widget, '/carry-over', { headers: { 'Carried-From': old.id, 'Carried-From-Proof': proof } });
  };
  try {
    let answer = await carried();
    while (answer.status === TOO_OFTEN) {
      const seconds = secondsToWait(answer.headers.get('Retry-After'));
      say(inWords(texts.carriedLater, seconds));
      await passed(seconds * 1000);
      answer = await carried();
    }
    if (!answer.ok) throw didNotAnswer(widget);
  } catch {
    notice(elementOf(widget) ?? document.querySelector('main'), texts.unavailable);
  }
}

/** Under another ID every widget shows what its service holds there; what is typed stays. */
async function showAgain(except = null) {
  await Promise.all(page.widgets.filter((widget) => widget !== except).map((widget) => showOneAgain(widget).catch(() => {})));
}

async function showOneAgain(widget) {
  if (elementOf(widget)?.dataset.version === undefined || elementOf(widget).querySelector('[aria-invalid="true"]')) return;
  const answer = await ask(widget, '', { method: 'GET' });
  const element = elementOf(widget);
  if (!answer.ok || !element) return;
  const html = await answer.text();
  keepTyped();
  htmx.swap(element, html, { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 });
  giveBackTyped();
}

// ---------------------------------------------------------------- time: how long what was sealed is held, and what follows when that is over

const HELD = 'intarsia-held';
let heldUntil = null;

/** The page reads nothing of a quote but until when it is good. */
function goodUntil(quotes) {
  try {
    return Math.min(...quotes.map((quote) => JSON.parse(atob(quote.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).exp));
  } catch {
    return null;
  }
}

/** Said in steps, so that whoever hears it is not told each minute; rounded down, so that it is never too much. */
function timeLeft(until) {
  const minutes = Math.max(0, Math.floor((until - now()) / 60));
  const steps = minutes > 5 ? minutes - (minutes % 5) : minutes;
  return new Intl.NumberFormat(NUMBERS, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(steps);
}

function tellTimes() {
  if (heldUntil <= now() && document.querySelector(`#${HELD} [data-left]`)) showHeld();
  document.querySelectorAll('[data-left]').forEach((said) => {
    const words = said.dataset.words.replace('{time}', timeLeft(Number(said.dataset.left)));
    if (said.textContent !== words) said.textContent = words;
  });
}

setInterval(tellTimes, 1000);

function showHeld() {
  inItsPlace(() => {
    document.getElementById(HELD)?.remove();
    if (heldUntil && Number.isFinite(heldUntil)) document.querySelector('[data-region=action]')?.prepend(heldFor());
    tellTimes();
  });
}

function heldFor() {
  const held = document.createElement('section');
  held.id = HELD;
  held.className = 'notice actions';
  const words = held.appendChild(document.createElement('p'));
  words.setAttribute('role', 'status');
  if (heldUntil > now()) {
    words.dataset.left = heldUntil;
    words.dataset.words = texts.held;
    const button = held.appendChild(document.createElement('button'));
    button.type = 'button';
    button.dataset.action = 'hold-longer';
    button.textContent = texts.holdLonger;
  } else {
    words.textContent = texts.heldNoMore;
  }
  return held;
}

async function versionHeld(widget) {
  const answer = await expect(widget, await ask(widget, '', { method: 'GET' }));
  return /data-version="(\d+)"/.exec(await answer.text())?.[1] ?? '0';
}

/** To seal again is to hold for longer; an order that is placed already may then be paid for longer. */
async function holdLonger() {
  const quotes = await seal(page.page === 'order' ? anywhere('seal') : onThisPage('seal'), versionHeld);
  for (const widget of onThisPage('renew')) {
    const body = new URLSearchParams(quotes.map((quote) => ['quote', quote]));
    await expect(widget, await ask(widget, '/renew', { body }));
  }
  if (page.page === 'order') await showAgain();
  else showHeld();
}

/** The order of this page is over, but not what was typed for it. */
async function beginAgain() {
  const old = checkout;
  await markAs('placed');
  await begin(await openCheckout());
  try {
    for (const widget of anywhere('carry-over')) {
      const proof = (await proofOf(old, widget.service)).jws;
      const answer = await ask(widget, '/carry-over', { headers: { 'Carried-From': old.id, 'Carried-From-Proof': proof } });
      if (!answer.ok) throw didNotAnswer(widget);
    }
  } catch (failure) {
    await begin(old);
    throw failure;
  }
  tabs.postMessage({ newCheckout: true });
  location.assign('/checkout');
}

async function press(button, action) {
  if (button.getAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  try {
    await ready;
    await navigator.locks.request('intarsia-placing', action);
  } catch (stopped) {
    const words = stopped instanceof Stopped ? stopped.message : texts.failed;
    if (words) notice(widgetOf(button) ?? button.parentElement, words);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

// ---------------------------------------------------------------- buttons of the page itself

const FORGOTTEN = 'intarsia-forgotten';

/** The keys are in the memory of every tab, too; and what is shown there, what is typed, and what is on its way. Only a page that is loaded anew has none of it. */
async function forget() {
  await store('readwrite', (checkouts) => checkouts.clear());
  tabs.postMessage({ forgotten: true });
  forgetUnsaved();
  sessionStorage.setItem(FORGOTTEN, '');
  loadAnew();
}

ready.then(() => {
  if (sessionStorage.getItem(FORGOTTEN) === null) return;
  sessionStorage.removeItem(FORGOTTEN);
  document.querySelector('[data-action=forget]').focus();
  document.querySelector('[data-forgotten]').textContent = texts.forgotten;
});

/** "Who owns what" draws each service in a colour of its own. */
const colours = new CSSStyleSheet();
[...new Set(page.widgets.map((widget) => widget.service))].sort().forEach((service, i) => {
  colours.insertRule(`[data-widget^="${service}/"] { --owner: var(--owner-${i % 6}) }`);
});
document.adoptedStyleSheets.push(colours);

/** When a widget's content came, and how long that took; beside it stands what its manifest says. */
const arrivals = new WeakMap();

function factsOf(element) {
  const [service, widget] = element.dataset.widget.split('/');
  const known = page.widgets.find((w) => w.service === service && w.widget === widget);
  const arrival = arrivals.get(element);
  const age = arrival && Math.round((performance.now() - arrival.at) / 1000);
  const parts = [`${service}/${widget}`, known?.version, arrival && texts.took.replace('{millis}', arrival.took), arrival && texts.age.replace('{seconds}', age)];
  element.dataset.facts = parts.filter(Boolean).join(' · ');
}

const factsOfAll = () => document.documentElement.hasAttribute('data-owners') && document.querySelectorAll('[data-widget]').forEach(factsOf);
setInterval(factsOfAll, 1000);

document.addEventListener('htmx:afterOnLoad', (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const name = widgetOf(requestConfig.elt)?.dataset.widget ?? widgetOf(elt)?.dataset.widget;
  const element = name && document.querySelector(`[data-widget="${name}"]`);
  const took = Math.round(performance.now() - (requestConfig.sentAt ?? performance.now()));
  if (element && xhr.status < 400) arrivals.set(element, { at: performance.now(), took });
  factsOfAll();
});

document.addEventListener('htmx:beforeSend', (event) => (event.detail.requestConfig.sentAt = performance.now()));

/** What was typed last is saved before the page goes on in another language; a service that does not answer does not keep it. */
document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a[href^="?language="]');
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await settled(passed(SAVING_MILLIS));
  location.assign(link.href);
});

/** What a widget offers to be copied is fetched when it is asked for. */
async function copy(button) {
  const answer = await fetch(button.dataset.copy, { credentials: 'same-origin' });
  if (!answer.ok) return notice(widgetOf(button), texts.unavailable);
  await navigator.clipboard.writeText(await answer.text());
  button.textContent = button.dataset.copied;
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (button) copy(button).catch(() => notice(widgetOf(button), texts.unavailable));
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-action]');
  if (button?.dataset.action === 'place-order') {
    event.preventDefault();
    run();
  } else if (button?.dataset.action === 'hold-longer') {
    press(button, holdLonger);
  } else if (button?.dataset.action === 'begin-again') {
    press(button, beginAgain);
  } else if (button?.dataset.action === 'toggle-owners') {
    const shown = document.documentElement.toggleAttribute('data-owners');
    button.setAttribute('aria-pressed', String(shown));
    factsOfAll();
  } else if (button?.dataset.action === 'forget') {
    forget();
  }
});
