// A service that is not written in Java: "Round up for a good cause". It keeps docs/widget-contract.md and docs/events.md, and knows nothing else of the shop.
// Node alone, no package. Read it in the order: the journal, the donation, the proof, the quote, the texts, the widget, the door, the events.
//
// What it leaves out: one process only, for its data is one file, which grows until orders are forgotten; donations that nobody completes are kept; no operator's widget.
//
//   QUARKUS_HTTP_HOST, QUARKUS_HTTP_PORT, RABBITMQ_HOST, _PORT, _USERNAME, _PASSWORD, INTARSIA_QUOTE_PRIVATE_KEY   as for every service
//   DONATION_DATA     the folder of its data. A file named `closed` in it ends the collection: nothing more is sealed or reserved.

import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { connect } from './amqp.mjs';

const SERVICE = 'donation-service';
const BASE = '/donation-service/checkouts/{correlationId}/widgets/donation';
const AMOUNTS = [0, 100, 200, 500];
const CURRENCY = 'EUR';
const LONGEST_DEDICATION = 80;
const LONGEST_BODY = 16 * 1024;
const QUOTE_SECONDS = 15 * 60;

const settings = {
  host: process.env.QUARKUS_HTTP_HOST ?? '127.0.0.1',
  port: Number(process.env.QUARKUS_HTTP_PORT ?? 8086),
  broker: {
    name: SERVICE,
    host: process.env.RABBITMQ_HOST ?? 'localhost',
    port: Number(process.env.RABBITMQ_PORT ?? 5672),
    username: process.env.RABBITMQ_USERNAME ?? 'guest',
    password: process.env.RABBITMQ_PASSWORD ?? 'guest',
  },
  data: process.env.DONATION_DATA ?? 'donation-data',
  quoteKey: crypto.createPrivateKey(fs.readFileSync(process.env.INTARSIA_QUOTE_PRIVATE_KEY, 'utf8')),
};

// ---------------------------------------------------------------- the journal: one line is one transaction

const donations = new Map();
const outbox = new Map();
const heard = new Set();
const forgotten = new Set();

let journal;

/** What was being written when the process died was never answered for: the line without an end is cut off. */
function openJournal() {
  fs.mkdirSync(settings.data, { recursive: true });
  const name = path.join(settings.data, 'donations.ndjson');
  journal = fs.openSync(name, 'a');
  const written = fs.readFileSync(name);
  const whole = written.subarray(0, written.lastIndexOf('\n') + 1);
  fs.ftruncateSync(journal, whole.length);
  whole.toString().split('\n').filter(Boolean).forEach((line) => remember(JSON.parse(line)));
}

function remember({ checkout, facts, publish = [], event, sent, gone }) {
  if (gone) forgotten.add(gone);
  if (checkout) donations.set(checkout, { ...donationOf(checkout), ...facts });
  publish.forEach((one) => outbox.set(one.id, one));
  if (event) heard.add(event);
  if (sent) outbox.delete(sent);
}

/** On the disk before anybody is answered. Nothing else runs between the reading of a donation and this, so no lock is needed. */
function commit(line) {
  try {
    fs.writeSync(journal, JSON.stringify(line) + '\n');
    fs.fdatasyncSync(journal);
  } catch (failure) {
    // The file may end in half a line now; whoever starts this again reads what is whole.
    console.error(`${SERVICE} ends, for its journal cannot be written: ${failure.message}`);
    process.exit(1);
  }
  remember(line);
}

/** A line that is only added would leave the others readable: the journal is written anew without them, and takes the place of the old one. */
function forget(checkout, event) {
  const name = path.join(settings.data, 'donations.ndjson');
  const lines = fs.readFileSync(name, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const others = lines.filter((line) => line.checkout !== checkout);
  const heardOfIt = lines.filter((line) => line.checkout === checkout && line.event).map((line) => ({ event: line.event }));
  const unsent = [...outbox.values()].filter((one) => one.subject === checkout);
  const written = [...others, ...heardOfIt, { gone: checkout, publish: unsent, event }].map((line) => JSON.stringify(line) + '\n').join('');
  try {
    const fresh = fs.openSync(`${name}.new`, 'w');
    fs.writeSync(fresh, written);
    fs.fdatasyncSync(fresh);
    fs.closeSync(fresh);
    fs.renameSync(`${name}.new`, name);
    fs.closeSync(journal);
    journal = fs.openSync(name, 'a');
  } catch (failure) {
    console.error(`${SERVICE} ends, for its journal cannot be written: ${failure.message}`);
    process.exit(1);
  }
  donations.delete(checkout);
  remember({ gone: checkout, event });
}

// ---------------------------------------------------------------- the donation: facts, and what follows from them

const UNTOUCHED = { version: 0, amount: 0, dedication: '' };

const donationOf = (checkout) => donations.get(checkout) ?? (forgotten.has(checkout) ? { ...UNTOUCHED, gone: true } : UNTOUCHED);
const sealed = (donation) => donation.sealedAt !== undefined;
const over = (donation) => donation.gone || [donation.releasedAt, donation.authorisedAt, donation.cancelledAt, donation.forgottenAt].some((fact) => fact !== undefined);
const same = (donation, { amount, dedication }) => donation.amount === amount && donation.dedication === dedication;
const closed = () => fs.existsSync(path.join(settings.data, 'closed'));

/** All that follows from what is known, whatever came first. */
function decide(donation) {
  if (donation.authorisedAt && !donation.reservedAt && !donation.refusedAt) {
    const may = sealed(donation) && donation.amount > 0 && !donation.releasedAt && !donation.cancelledAt && !closed();
    return may ? ['reservedAt', `reservation.made.${SERVICE}`] : ['refusedAt', `reservation.refused.${SERVICE}`];
  }
  if (donation.capturedAt && donation.reservedAt && !donation.receivedAt) return ['receivedAt', 'donation.received'];
  return null;
}

/** Writes the facts, all that follows from them, and the events that tell of it, as one line. */
function change(checkout, facts, event) {
  const time = new Date().toISOString();
  const publish = [];
  const all = { ...facts };
  for (let next; (next = decide({ ...donationOf(checkout), ...all })); ) {
    const [fact, type] = next;
    all[fact] = time;
    publish.push({ id: crypto.randomUUID(), type, subject: checkout, time, cause: event });
  }
  commit({ checkout, facts: all, publish, event });
  if (publish.length > 0) relay();
}

/** Whether it is to be forgotten, and nothing is left to do for it. */
const done = (donation) => donation.forgottenAt && (!donation.reservedAt || donation.receivedAt || donation.cancelledAt);

/** Another dedication costs nothing else, so it is no other version. */
function choose(checkout, chosen) {
  const donation = donationOf(checkout);
  const version = donation.version + (chosen.amount === donation.amount ? 0 : 1);
  if (!same(donation, chosen)) change(checkout, { ...chosen, version });
}

// ---------------------------------------------------------------- the proof that opens the door

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);

/** The first 122 bits of the key's RFC 7638 thumbprint, in the free bits of a UUID of version 8. */
function correlationIdOf({ x, y }) {
  const thumbprint = crypto.createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest('hex');
  const bits = BigInt('0x' + thumbprint) >> 134n;
  const uuid = ((bits >> 74n) << 80n) | (8n << 76n) | (((bits >> 62n) & 0xfffn) << 64n) | (2n << 62n) | (bits & ((1n << 62n) - 1n));
  return uuid.toString(16).padStart(32, '0').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function proves(proof, checkout) {
  try {
    const [header, claims, signature, ...more] = proof.split('.');
    const { alg, typ, jwk, ...unknown } = decoded(header);
    const { sub, aud, iat, exp } = decoded(claims);
    const now = seconds();
    return (
      more.length === 0 && !('crit' in unknown) && alg === 'ES256' && typ === 'correlation-proof+jwt' &&
      Object.keys(jwk).sort().join() === 'crv,kty,x,y' && jwk.kty === 'EC' && jwk.crv === 'P-256' && correlationIdOf(jwk) === checkout &&
      sub === checkout && aud === SERVICE && Number.isInteger(iat) && Number.isInteger(exp) && exp > iat && exp - iat <= 300 && iat <= now + 60 && exp > now - 60 &&
      crypto.verify('sha256', Buffer.from(`${header}.${claims}`), { key: crypto.createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
    );
  } catch {
    return false;
  }
}

// ---------------------------------------------------------------- the quote

function quote(checkout, { amount }) {
  const iat = seconds();
  const signed = `${encoded({ alg: 'ES256', typ: 'quote+jwt' })}.${encoded({ iss: SERVICE, sub: checkout, amount, currency: CURRENCY, iat, exp: iat + QUOTE_SECONDS })}`;
  return `${signed}.${crypto.sign('sha256', Buffer.from(signed), { key: settings.quoteKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

// ---------------------------------------------------------------- the texts: another language is another of these, with all keys

const TEXTS = {
  en: {
    title: 'Donation', fallback: 'Donations cannot be made at the moment.', heading: 'Round up for a good cause',
    purpose: 'Trees for the city, planted by the people next door.', nothing: 'Nothing today', legend: 'Your donation', dedication: 'Dedicated to (optional)',
    amountWrong: 'Choose one of these amounts.', tooLong: `Shorten it to ${LONGEST_DEDICATION} characters.`, control: 'Use letters, digits and punctuation only.',
    changed: 'This has changed elsewhere. Look at it again.', closed: 'The collection has ended. Choose “Nothing today”.',
  },
  de: {
    title: 'Spende', fallback: 'Gerade kann nicht gespendet werden.', heading: 'Aufrunden für einen guten Zweck',
    purpose: 'Bäume für die Stadt, gepflanzt von den Leuten nebenan.', nothing: 'Heute nichts', legend: 'Ihre Spende', dedication: 'Gewidmet (freiwillig)',
    amountWrong: 'Wählen Sie einen dieser Beträge.', tooLong: `Kürzen Sie es auf ${LONGEST_DEDICATION} Zeichen.`, control: 'Verwenden Sie nur Buchstaben, Ziffern und Satzzeichen.',
    changed: 'Das hat sich anderswo geändert. Sehen Sie es noch einmal an.', closed: 'Die Sammlung ist beendet. Wählen Sie „Heute nichts“.',
  },
};

const LANGUAGES = Object.keys(TEXTS);

/** What the page asks for is one tag, that of its own language; whoever else asks gets the first that is known. */
const languageOf = ({ headers }) => {
  const asked = (headers['accept-language'] ?? '').split(',').map((part) => part.trim().split(/[-;]/)[0].toLowerCase());
  return asked.find((tag) => LANGUAGES.includes(tag)) ?? LANGUAGES[0];
};

// ---------------------------------------------------------------- the widget, in whose addresses the page puts the ID

const manifest = {
  contract: '1.2',
  service: SERVICE,
  version: '1.0.0',
  languages: LANGUAGES,
  widgets: [
    {
      name: 'donation', title: TEXTS.en.title, page: 'checkout', region: 'main', order: 30, essential: false, timeLimitMillis: 500,
      fallback: TEXTS.en.fallback, steps: ['check', 'seal', 'release', 'carry-over'],
      translations: { de: { title: TEXTS.de.title, fallback: TEXTS.de.fallback } },
    },
  ],
  styles: [],
  scripts: [],
  publishes: [`reservation.made.${SERVICE}`, `reservation.refused.${SERVICE}`, 'donation.received'],
  reactsTo: [`payment.authorised.${SERVICE}`, 'payment.captured', 'order.cancelled', 'order.forgotten'],
};

const escaped = (text) => String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const money = (amount, language) => new Intl.NumberFormat(language, { style: 'currency', currency: CURRENCY }).format(amount / 100);

const skeleton = (language) => `<section data-widget="${SERVICE}/donation" lang="${language}" dir="ltr" aria-labelledby="donation-heading" aria-busy="true" inert
         hx-get="${BASE}" hx-trigger="load" hx-target="this" hx-swap="outerHTML">
  <h2 id="donation-heading">${TEXTS[language].heading}</h2>
  <p>${TEXTS[language].purpose}</p>
</section>
`;

function widget(donation, language, { typed = donation, errors = {}, notice } = {}) {
  const texts = TEXTS[language];
  const error = (field) => (errors[field] ? `<p class="error" id="donation-${field}-error">${escaped(texts[errors[field]])}</p>` : '');
  const invalid = (field) => (errors[field] ? `aria-invalid="true" aria-describedby="donation-${field}-error"` : '');
  const saves = (what) => `hx-post="${BASE}" hx-trigger="change" hx-include="closest form" hx-target="${what}" hx-select="${what}" hx-swap="outerHTML"`;
  const option = (amount) => `
        <label class="choice">
          <input type="radio" id="donation-amount-${amount}" name="amount" value="${amount}" ${amount === typed.amount ? 'checked' : ''} ${saves('#donation-choice')}>
          <strong>${amount === 0 ? texts.nothing : money(amount, language)}</strong>
        </label>`;
  return `<section data-widget="${SERVICE}/donation" lang="${language}" dir="ltr" aria-labelledby="donation-heading" data-version="${donation.version}">
  <h2 id="donation-heading">${texts.heading}</h2>
  ${notice ? `<p class="notice" role="alert">${escaped(texts[notice])}</p>` : ''}
  <form id="donation-form" hx-post="${BASE}" hx-trigger="submit" hx-target="closest [data-widget]" hx-swap="outerHTML" novalidate>
    <div id="donation-choice">
      <fieldset class="choices" id="donation-amount-field" ${invalid('amount')}>
        <legend>${texts.legend}</legend>${AMOUNTS.map(option).join('')}
        ${error('amount')}
      </fieldset>
      <dl class="sums">
        <div><dt>${texts.title}</dt><dd><data data-amount="${donation.amount}" data-currency="${CURRENCY}" value="${donation.amount}">${money(donation.amount, language)}</data></dd></div>
      </dl>
    </div>
    <div class="field" id="donation-dedication-field">
      <label for="donation-dedication">${texts.dedication}</label>
      <input id="donation-dedication" name="dedication" value="${escaped(typed.dedication)}" maxlength="${LONGEST_DEDICATION}" autocomplete="off" ${invalid('dedication')}
             ${saves('#donation-dedication-field')}>
      ${error('dedication')}
    </div>
  </form>
</section>
`;
}

/** The keys of their texts, by field. */
function errorsIn({ amount, dedication }) {
  const errors = {};
  if (!AMOUNTS.includes(amount)) errors.amount = 'amountWrong';
  if (dedication.length > LONGEST_DEDICATION) errors.dedication = 'tooLong';
  if (/\p{Cc}/u.test(dedication)) errors.dedication = 'control';
  return errors;
}

// ---------------------------------------------------------------- the door

/** An answer that is not a widget's (RFC 9457). */
class Problem extends Error {
  constructor(status, title, headers = {}) {
    super(title);
    Object.assign(this, { status, headers });
  }
}

const html = (status, body, headers = {}) => ({ status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body });
const json = (value, headers = {}) => ({ status: 200, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) });
const nothing = { status: 204, headers: {} };
const NOT_HERE = 'There is nothing here, or not for you';

/** By method, then by what follows the widget's own address. */
const STEPS = { GET: { '': show }, POST: { '': save, '/check': check, '/seal': seal, '/carry-over': carryOver }, DELETE: { '/seal': release } };

function show({ checkout, query, language }) {
  const donation = donationOf(checkout);
  return query.get('after') === String(donation.version) ? nothing : html(200, widget(donation, language));
}

/** What is over, or sealed as something else than this, is not changed any more. */
function refusal(donation, language, wanted = donation) {
  const state = over(donation) ? 'over' : sealed(donation) && !same(donation, wanted) ? 'sealed' : null;
  return state && html(409, widget(donation, language), { 'Widget-State': state });
}

function save({ checkout, form, language }) {
  const donation = donationOf(checkout);
  const typed = { amount: Number(form.get('amount') ?? donation.amount), dedication: (form.get('dedication') ?? donation.dedication).normalize('NFC').trim() };
  const errors = errorsIn(typed);
  if (Object.keys(errors).length > 0) return html(422, widget(donation, language, { typed, errors }));
  const refused = refusal(donation, language, typed);
  if (refused) return refused;
  choose(checkout, typed);
  return html(200, widget(donationOf(checkout), language));
}

/** What is typed last belongs to the order, too, so it is kept. */
function check(request) {
  const saved = save(request);
  return saved.status === 200 ? nothing : saved;
}

function seal({ checkout, headers, language }) {
  const donation = donationOf(checkout);
  const [, shown] = /^"(\d{1,15})"$/.exec(headers['if-match']) ?? [];
  if (!shown) throw new Problem(400, `Expected the version that was shown, as in If-Match: "7", was: ${headers['if-match'] ?? 'nothing'}`);
  if (over(donation)) return refusal(donation, language);
  if (Number(shown) !== donation.version) return html(412, widget(donation, language, { notice: 'changed' }));
  if (donation.amount > 0 && closed()) return html(422, widget(donation, language, { errors: { amount: 'closed' } }));
  if (!sealed(donation)) change(checkout, { sealedAt: new Date().toISOString() });
  return donation.amount > 0 ? json({ quote: quote(checkout, donation) }) : nothing;
}

function release({ checkout, language }) {
  const donation = donationOf(checkout);
  if (donation.authorisedAt || donation.forgottenAt || donation.gone) return refusal(donation, language);
  if (!donation.releasedAt) change(checkout, { releasedAt: new Date().toISOString() });
  return nothing;
}

function carryOver({ checkout, headers }) {
  const { 'carried-from': from, 'carried-from-proof': proof } = headers;
  if (!from) throw new Problem(400, 'Expected the header Carried-From with the ID of the old checkout');
  if (!proves(proof, from)) throw new Problem(404, NOT_HERE);
  const donation = donationOf(checkout);
  const untouched = same(donation, UNTOUCHED) && !sealed(donation) && !over(donation);
  if (untouched) choose(checkout, { amount: donationOf(from).amount, dedication: donationOf(from).dedication });
  return nothing;
}

/** The second wall behind the proof: no other site's page makes a browser change something here. */
function refuseOtherSites({ method, headers }) {
  if (['GET', 'HEAD'].includes(method)) return;
  const ours = ['same-origin', 'none', undefined].includes(headers['sec-fetch-site']);
  const host = headers['x-forwarded-host'] ?? headers.host;
  if (!ours || (headers.origin && headers.origin.replace(/^[a-z]+:\/\//, '') !== host)) throw new Problem(403, "Expected a request of the shop's own pages");
}

async function answer(request) {
  refuseOtherSites(request);
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === `/${SERVICE}/manifest`) return onlyRead(request, json(manifest));
  if (pathname === `/${SERVICE}/widgets/donation`) return onlyRead(request, tagged(request, skeleton(languageOf(request))));
  if (pathname === `/${SERVICE}/q/health/ready`) return onlyRead(request, json({ status: 'UP' }));
  const [, checkout, step] = /^\/donation-service\/checkouts\/([^/]+)\/widgets\/donation(\/[a-z-]+)?$/.exec(pathname) ?? [];
  if (!checkout || !proves(request.headers['correlation-proof'], checkout)) throw new Problem(404, NOT_HERE);
  const methods = Object.keys(STEPS).filter((method) => (step ?? '') in STEPS[method]);
  if (methods.length === 0) throw new Problem(404, NOT_HERE);
  if (!methods.includes(request.method)) throw new Problem(405, `Expected ${methods.join(' or ')}, was: ${request.method}`, { Allow: methods.join(', ') });
  const form = request.method === 'POST' && ['', '/check'].includes(step ?? '') ? await formOf(request) : null;
  const answered = STEPS[request.method][step ?? '']({ checkout, form, query: searchParams, headers: request.headers, language: languageOf(request) });
  return { ...answered, headers: { ...answered.headers, 'Cache-Control': 'no-store' } };
}

function onlyRead(request, answered) {
  if (!['GET', 'HEAD'].includes(request.method)) throw new Problem(405, `Expected GET, was: ${request.method}`, { Allow: 'GET, HEAD' });
  return answered;
}

function tagged(request, body) {
  const headers = { ETag: `"${crypto.createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, 'Cache-Control': 'no-cache', Vary: 'Accept-Language' };
  return request.headers['if-none-match']?.includes(headers.ETag) ? { status: 304, headers } : html(200, body, headers);
}

async function formOf(request) {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(type)) throw new Problem(415, `Expected application/x-www-form-urlencoded, was: ${type || 'nothing'}`);
  const parts = [];
  let size = 0;
  for await (const part of request) {
    if ((size += part.length) > LONGEST_BODY) throw new Problem(413, `Expected at most ${LONGEST_BODY} bytes`);
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString());
}

const server = http.createServer(async (request, response) => {
  const { status, headers, body } = await answer(request).catch((failure) => {
    const problem = failure instanceof Problem ? failure : new Problem(500, 'This went wrong; it is in the log of the service');
    if (problem !== failure) console.error(failure);
    const told = { title: http.STATUS_CODES[problem.status], status: problem.status, detail: problem.message };
    return { status: problem.status, headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...problem.headers }, body: JSON.stringify(told) };
  });
  response.writeHead(status, headers);
  response.end(body);
});

// ---------------------------------------------------------------- events

const EXCHANGE = 'events';
let broker = null;

const REACTIONS = {
  [`payment.authorised.${SERVICE}`]: 'authorisedAt',
  'payment.captured': 'capturedAt',
  'order.cancelled': 'cancelledAt',
  'order.forgotten': 'forgottenAt',
};

/** Each reaction is a fact. It is written, with the mark that the event was heard, before the event is acknowledged. */
function take({ headers = {} }) {
  const { 'ce-id': id, 'ce-type': type, 'ce-subject': checkout } = headers;
  const fact = REACTIONS[type];
  if (!fact || !id || !checkout) return console.error(`A message that is no event for this service was put aside: ${JSON.stringify(headers)}`);
  if (heard.has(id)) return;
  if (forgotten.has(checkout)) return commit({ event: id });
  change(checkout, { [fact]: new Date().toISOString() }, id);
  if (done(donationOf(checkout))) forget(checkout, id);
}

const underWay = new Set();

/** Sends what is in the outbox. What was sent before a crash, and perhaps not confirmed, is sent again under the same ID. */
function relay() {
  if (!broker) return;
  for (const { id, type, subject, time, cause } of [...outbox.values()].filter((event) => !underWay.has(event.id))) {
    underWay.add(id);
    const headers = { 'ce-specversion': '1.0', 'ce-id': id, 'ce-type': type, 'ce-source': SERVICE, 'ce-subject': subject, 'ce-time': time, ...(cause && { 'ce-causationid': cause }) };
    broker.publish(EXCHANGE, type, { headers, messageId: id, correlationId: subject, type }).then(() => commit({ sent: id }), (failure) => {
      console.error(`${type} was not sent, and is tried again: ${failure.message}`);
      setTimeout(relay, 1000);
    }).finally(() => underWay.delete(id));
  }
}

/** Connected for as long as this runs: a connection that ends is followed by another. */
async function listen() {
  try {
    const connected = await connect(settings.broker);
    await connected.declareTopicExchange(EXCHANGE);
    await connected.declareQueue(SERVICE, { 'x-queue-type': 'quorum', 'x-delivery-limit': 20 });
    for (const type of manifest.reactsTo) await connected.bind(SERVICE, EXCHANGE, type);
    await connected.consume(SERVICE, 20, take);
    broker = connected;
    relay();
    console.error(`The broker is left: ${(await connected.ended).message}`);
  } catch (failure) {
    console.error(`The broker cannot be used now: ${failure.message}`);
  }
  broker = null;
  setTimeout(listen, 1000);
}

openJournal();
server.listen(settings.port, settings.host, () => console.log(`${SERVICE} is at http://${settings.host}:${server.address().port}/${SERVICE}/`));
listen();
