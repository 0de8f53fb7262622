// The page's one script. It makes the shopper's key and correlation ID, proves them to each service, sums what is shown, and runs "place order".
// It knows no service by name: what it needs is in the page's description, made from the manifests. The contract is in docs/widget-contract.md.

const page = JSON.parse(document.getElementById('intarsia-page').textContent);
const texts = page.texts;
const PLACEHOLDER = /\{correlationId\}|%7BcorrelationId%7D/gi;
const OWN_CONTENT = /^\/([a-z0-9-]+)\/checkouts\//;
const PROOF_SECONDS = 300;
const RENEW_SECONDS = 60;
const KEEP_KEYS_DAYS = 30;
const STEP_MILLIS = 25_000;

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

/** The one checkout that this browser's tabs share; two tabs that open at once agree by the lock. */
function openCheckout() {
  return navigator.locks.request('intarsia-checkout', async () => {
    const all = await store('readonly', (checkouts) => checkouts.getAll());
    const old = Date.now() - KEEP_KEYS_DAYS * 24 * 3600 * 1000;
    await Promise.all(all.filter((c) => c.created < old).map((c) => store('readwrite', (checkouts) => checkouts.delete(c.id))));
    return all.filter((c) => c.state === 'open' && c.created >= old).sort((a, b) => b.created - a.created)[0] ?? newCheckout();
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
  if (!kept) tellInsteadOfWidgets(texts.otherBrowser);
  return kept ?? null;
}

let checkout = null;
const proofs = new Map();

async function proofOf(record, service) {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'ES256', typ: 'correlation-proof+jwt', jwk: { kty: 'EC', crv: 'P-256', x: record.x, y: record.y } };
  const claims = { sub: record.id, aud: service, iat: now, exp: now + PROOF_SECONDS };
  const signed = base64url(utf8(JSON.stringify(header))) + '.' + base64url(utf8(JSON.stringify(claims)));
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, record.privateKey, utf8(signed));
  return { jws: signed + '.' + base64url(signature), until: now + PROOF_SECONDS - RENEW_SECONDS };
}

const freshProof = (service) => {
  const proof = proofs.get(service);
  return proof && proof.until > Date.now() / 1000 ? proof.jws : null;
};

async function proofFor(service) {
  if (!freshProof(service)) proofs.set(service, await proofOf(checkout, service));
  return proofs.get(service).jws;
}

async function begin(record) {
  checkout = record;
  proofs.clear();
  if (record) await Promise.all(page.services.map(proofFor));
}

const ready = checkoutOfThisPage().then(begin);
setInterval(() => checkout && page.services.forEach(proofFor), 20_000);

// ---------------------------------------------------------------- htmx: the ID into the path, the proof beside it

const idForPath = () => checkout?.id ?? (page.page === 'event-log' ? location.pathname.split('/')[2] ?? '' : null);

document.addEventListener('htmx:confirm', (event) => {
  const service = OWN_CONTENT.exec(event.detail.path)?.[1];
  if (!service || (checkout && freshProof(service))) return;
  event.preventDefault();
  ready.then(async () => {
    if (!checkout) return;
    await proofFor(service);
    event.detail.issueRequest(true);
  });
});

document.addEventListener('htmx:configRequest', (event) => {
  const { detail } = event;
  const service = OWN_CONTENT.exec(detail.path)?.[1];
  detail.path = detail.path.replace(PLACEHOLDER, idForPath() ?? '');
  if (service) detail.headers['Correlation-Proof'] = freshProof(service);
});

// ---------------------------------------------------------------- swaps: keep what the server must not repeat, keep the focus

const kept = new Map();

function keepTyped() {
  document.querySelectorAll('[data-keep]').forEach((field) => field.id && field.value && kept.set(field.id, field.value));
}

function giveBackTyped() {
  kept.forEach((value, id) => {
    const field = document.getElementById(id);
    if (field && !field.value) field.value = value;
  });
  kept.clear();
}

document.addEventListener('htmx:beforeSwap', (event) => {
  const { xhr, requestConfig } = event.detail;
  const state = xhr.getResponseHeader('Widget-State');
  if (xhr.status === 409 && state) {
    event.detail.shouldSwap = false;
    state === 'sealed' ? takeOver(requestConfig) : goToOrder();
    return;
  }
  keepTyped();
});

document.addEventListener('htmx:afterSwap', (event) => {
  giveBackTyped();
  takeVersion(event.detail.xhr);
  if (event.detail.xhr?.status === 422 && event.detail.requestConfig?.triggeringEvent?.type === 'submit') focusFirstError(event.detail.elt.closest('[data-widget]') ?? document);
});

/** An element may pick only a part of the answer, but the version that the shopper now sees is that of the whole widget. */
function takeVersion(xhr) {
  const answered = /data-widget="([^"]+)"[^>]*?data-version="(\d+)"/.exec(xhr?.responseText ?? '');
  const root = answered && document.querySelector(`[data-widget="${answered[1]}"]`);
  if (root) root.dataset.version = answered[2];
}

document.addEventListener('htmx:afterSettle', sumUp);

function focusFirstError(within) {
  const first = within.querySelector('[aria-invalid="true"]');
  (first?.matches('fieldset') ? first.querySelector('input:not(:disabled)') ?? first : first)?.focus();
}

// ---------------------------------------------------------------- a service that does not answer

const widgetOf = (element) => element.closest?.('[data-widget]');
const elementOf = ({ service, widget }) => document.querySelector(`[data-widget="${service}/${widget}"]`);

function noAnswer(event) {
  const status = event.detail.xhr?.status ?? 0;
  const element = widgetOf(event.detail.elt);
  if (!element || element.hasAttribute('data-fallback') || status === 401 || status === 403) return;
  if (element.hasAttribute('aria-busy')) {
    showFallback(element);
  } else if (!element.querySelector('[data-unavailable]')) {
    const notice = document.createElement('p');
    notice.className = 'notice problem';
    notice.setAttribute('role', 'status');
    notice.setAttribute('data-unavailable', '');
    notice.textContent = texts.unavailable;
    element.prepend(notice);
  }
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
  if (event.detail.xhr.status < 400) widgetOf(event.detail.elt)?.querySelector('[data-unavailable]')?.remove();
});

/** A service that the shell had never heard of is here now: what it brings stands in the next page. */
document.addEventListener('htmx:afterOnLoad', (event) => {
  if (event.detail.elt.hasAttribute('data-unknown') && event.detail.xhr.status === 200) setTimeout(() => location.reload(), 1500);
});

function tellInsteadOfWidgets(text) {
  const notice = document.createElement('p');
  notice.className = 'notice problem';
  notice.setAttribute('role', 'alert');
  notice.textContent = text;
  document.querySelectorAll('main [data-region]').forEach((region) => region.remove());
  document.querySelector('main').append(notice);
}

// ---------------------------------------------------------------- the total: for show, never trusted

function shownTotal() {
  const amounts = [...document.querySelectorAll('[data-amount][data-currency]')];
  const currencies = new Set(amounts.map((amount) => amount.dataset.currency));
  if (currencies.size !== 1) return null;
  return { total: amounts.reduce((sum, amount) => sum + Number(amount.dataset.amount), 0), currency: [...currencies][0] };
}

function sumUp() {
  const shown = shownTotal();
  let text = '';
  if (shown) {
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency: shown.currency });
    text = format.format(shown.total / 10 ** format.resolvedOptions().maximumFractionDigits);
  }
  document.querySelectorAll('[data-total]').forEach((output) => {
    if (output.textContent !== text) output.textContent = text;
  });
}

new MutationObserver(sumUp).observe(document.querySelector('main'), { childList: true, subtree: true });
sumUp();

// ---------------------------------------------------------------- the shopper's other tabs

const tabs = new BroadcastChannel('intarsia');

document.addEventListener('htmx:afterRequest', (event) => {
  const header = event.detail.xhr?.getResponseHeader('HX-Trigger');
  if (!header || !event.detail.successful) return;
  const names = header.startsWith('{') ? Object.keys(JSON.parse(header)) : header.split(',').map((name) => name.trim());
  tabs.postMessage({ events: names.filter((name) => name.includes(':')) });
});

tabs.onmessage = ({ data }) => {
  if (data.newCheckout && page.page !== 'order' && page.page !== 'event-log') location.reload();
  data.events?.forEach((name) => document.body.dispatchEvent(new CustomEvent(name)));
};

addEventListener('pageshow', (event) => event.persisted && location.reload());

// ---------------------------------------------------------------- place order

const say = (text) => document.querySelectorAll('[data-placing-status]').forEach((status) => (status.textContent = text));
const having = (step) => page.flow.filter((widget) => widget.steps.includes(step));
const baseOf = ({ service, widget }, id = checkout.id) => `/${service}/checkouts/${id}/widgets/${widget}`;

async function ask(widget, path, options = {}) {
  const headers = { 'Correlation-Proof': await proofFor(widget.service), ...options.headers };
  return fetch(baseOf(widget) + path, { method: 'POST', ...options, headers, credentials: 'same-origin', signal: AbortSignal.timeout(STEP_MILLIS) });
}

function typedInto(widget) {
  const typed = new URLSearchParams();
  elementOf(widget)?.querySelectorAll('form').forEach((form) => new FormData(form).forEach((value, name) => typed.append(name, value)));
  return typed;
}

/** Ends the run; the widget says what is the matter. */
class Stopped extends Error {}

async function shows(widget, answer, text) {
  const target = elementOf(widget);
  if (target && answer.headers.get('Content-Type')?.startsWith('text/html')) {
    keepTyped();
    htmx.swap(target, await answer.text(), { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 });
    giveBackTyped();
    sumUp();
  }
  throw new Stopped(text);
}

async function expect(widget, answer, changedText = texts.changed) {
  if (answer.ok) return answer;
  if (answer.status === 409 && answer.headers.get('Widget-State') === 'over') {
    await goToOrder();
    throw new Stopped('');
  }
  if (answer.status === 422) return shows(widget, answer, texts.invalid);
  if (answer.status === 409 || answer.status === 412) return shows(widget, answer, changedText);
  throw new Stopped(texts.noAnswer);
}

async function checkAll() {
  say(texts.checking);
  const widgets = having('check');
  const answers = await Promise.all(widgets.map((widget) => ask(widget, '/check', { body: typedInto(widget) })));
  let problem = null;
  for (const [i, answer] of answers.entries()) {
    await expect(widgets[i], answer).catch((stopped) => (problem ??= stopped));
  }
  if (problem) throw problem;
}

/** Those of the service that has the order come last: what it seals, it may place. */
async function sealAll() {
  say(texts.sealing);
  const owner = having('place')[0]?.service;
  const inOrder = having('seal').sort((a, b) => (a.service === owner) - (b.service === owner));
  const quotes = [];
  for (const widget of inOrder) {
    const version = elementOf(widget)?.dataset.version ?? '0';
    const answer = await expect(widget, await ask(widget, '/seal', { headers: { 'If-Match': `"${version}"` } }));
    quotes.push((await answer.json()).quote);
  }
  return quotes;
}

async function pay(quotes, shown) {
  say(texts.paying);
  for (const widget of having('pay')) {
    const body = typedInto(widget);
    quotes.forEach((quote) => body.append('quote', quote));
    body.append('total', shown.total);
    body.append('currency', shown.currency);
    await expect(widget, await ask(widget, '/pay', { body }));
  }
}

async function placeOrder() {
  await ready;
  const missing = page.widgets.some((widget) => widget.essential && (elementOf(widget)?.matches('[data-fallback], [aria-busy]') ?? true));
  if (missing || !checkout) throw new Stopped(texts.incomplete);
  await checkAll();
  const shown = shownTotal();
  if (!shown) throw new Stopped(texts.incomplete);
  const quotes = await sealAll();
  say(texts.placing);
  for (const widget of having('place')) await expect(widget, await ask(widget, '/place'));
  await pay(quotes, shown);
  await goToOrder();
}

async function goToOrder() {
  say(texts.going);
  await markAs('placed');
  location.assign('/orders/' + checkout.id);
}

async function markAs(state) {
  checkout = { ...checkout, state };
  await store('readwrite', (checkouts) => checkouts.put(checkout));
}

let running = false;

async function run(button) {
  if (running) return;
  running = true;
  button.setAttribute('aria-disabled', 'true');
  button.setAttribute('aria-busy', 'true');
  try {
    await navigator.locks.request('intarsia-placing', { ifAvailable: true }, async (lock) => {
      if (!lock) throw new Stopped(texts.otherTab);
      await placeOrder();
    });
  } catch (stopped) {
    say(stopped instanceof Stopped ? stopped.message : texts.noAnswer);
    focusFirstError(document);
  } finally {
    running = false;
    button.removeAttribute('aria-disabled');
    button.removeAttribute('aria-busy');
  }
}

// ---------------------------------------------------------------- a change after sealing: a new ID, everything carried over

async function takeOver({ verb, path, formData }) {
  const old = checkout;
  say(texts.takingOver);
  try {
    const owner = having('place')[0]?.service;
    const inOrder = having('release').sort((a, b) => (b.service === owner) - (a.service === owner));
    for (const widget of inOrder) {
      const answer = await ask(widget, '/seal', { method: 'DELETE' });
      if (answer.status === 409 && widget.service === owner) return goToOrder();
    }
    await markAs('released');
    const made = await newCheckout();
    const oldProofs = Object.fromEntries(await Promise.all(page.services.map(async (service) => [service, (await proofOf(old, service)).jws])));
    await begin(made);
    for (const widget of having('carry-over')) {
      await ask(widget, '/carry-over', { headers: { 'Carried-From': old.id, 'Carried-From-Proof': oldProofs[widget.service] } });
    }
    const service = OWN_CONTENT.exec(path)[1];
    const body = verb === 'get' || verb === 'delete' ? undefined : new URLSearchParams(formData);
    await fetch(path.replace(old.id, made.id), { method: verb.toUpperCase(), body, headers: { 'Correlation-Proof': await proofFor(service) } });
    tabs.postMessage({ newCheckout: true });
    for (const widget of page.widgets.filter((w) => !w.steps.includes('pay'))) {
      const element = elementOf(widget);
      if (element?.dataset.version !== undefined || element?.querySelector('form')) await reload(widget, element);
    }
    say('');
  } catch {
    say(texts.noAnswer);
  }
}

async function reload(widget, element) {
  const answer = await ask(widget, '', { method: 'GET' });
  if (answer.ok) htmx.swap(element, await answer.text(), { swapStyle: 'outerHTML', swapDelay: 0, settleDelay: 0 });
}

// ---------------------------------------------------------------- buttons of the page itself

/** "Who owns what" draws each service in a colour of its own. */
const colours = new CSSStyleSheet();
[...new Set(page.widgets.map((widget) => widget.service))].sort().forEach((service, i) => {
  colours.insertRule(`[data-widget^="${service}/"] { --owner: var(--owner-${i % 6}) }`);
});
document.adoptedStyleSheets.push(colours);

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-action]');
  if (button?.dataset.action === 'place-order') {
    event.preventDefault();
    run(button);
  } else if (button?.dataset.action === 'toggle-owners') {
    const shown = document.documentElement.toggleAttribute('data-owners');
    button.setAttribute('aria-pressed', String(shown));
  } else if (button?.dataset.action === 'forget') {
    await store('readwrite', (checkouts) => checkouts.clear());
    document.querySelectorAll('[data-forgotten]').forEach((status) => (status.textContent = texts.forgotten));
    await begin(page.page === 'order' || page.page === 'event-log' ? null : await openCheckout());
  }
});
