// The little of AMQP 0-9-1 that a service needs: declare, bind, consume, acknowledge, and publish so that "sent" means confirmed and routed.
// One connection with one channel. Whatever goes wrong ends the connection; the caller connects again, and nothing is lost, since what was not
// confirmed is still in its outbox, and what was not acknowledged is still in its queue.
// The numbers are those of the specification, https://www.rabbitmq.com/amqp-0-9-1-reference.

import net from 'node:net';

const PROTOCOL = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);
const [METHOD, HEADER, BODY, HEARTBEAT] = [1, 2, 3, 8];
const FRAME_END = 0xce;
const HEARTBEAT_SECONDS = 10;
const BASIC = 60;
const PERSISTENT = 2;

/** Methods by name: class, method. */
const METHODS = {
  start: [10, 10], startOk: [10, 11], tune: [10, 30], tuneOk: [10, 31], open: [10, 40], openOk: [10, 41], close: [10, 50], closeOk: [10, 51],
  channelOpen: [20, 10], channelOpenOk: [20, 11], flow: [20, 20], flowOk: [20, 21], channelClose: [20, 40],
  exchangeDeclare: [40, 10], exchangeDeclareOk: [40, 11],
  queueDeclare: [50, 10], queueDeclareOk: [50, 11], queueBind: [50, 20], queueBindOk: [50, 21],
  qos: [BASIC, 10], qosOk: [BASIC, 11], consume: [BASIC, 20], consumeOk: [BASIC, 21], cancel: [BASIC, 30], publish: [BASIC, 40], returned: [BASIC, 50],
  deliver: [BASIC, 60], ack: [BASIC, 80], nack: [BASIC, 120],
  confirmSelect: [85, 10], confirmSelectOk: [85, 11],
};
const NAMES = new Map(Object.entries(METHODS).map(([name, [group, number]]) => [group * 1000 + number, name]));

// ---------------------------------------------------------------- values

const octet = (value) => Buffer.from([value]);
const short = (value) => { const bytes = Buffer.alloc(2); bytes.writeUInt16BE(value); return bytes; };
const long = (value) => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };
const longlong = (value) => { const bytes = Buffer.alloc(8); bytes.writeBigUInt64BE(BigInt(value)); return bytes; };
const sized = (size, bytes) => Buffer.concat([size(bytes.length), bytes]);
const text = (value) => sized(octet, Buffer.from(value));
const longText = (value) => sized(long, Buffer.from(value));
const table = (fields) => sized(long, Buffer.concat(Object.entries(fields).flatMap(([name, value]) => [text(name), field(value)])));

function field(value) {
  if (typeof value === 'string') return Buffer.concat([Buffer.from('S'), longText(value)]);
  if (typeof value === 'boolean') return Buffer.concat([Buffer.from('t'), octet(value ? 1 : 0)]);
  if (Number.isInteger(value)) return Buffer.concat([Buffer.from('I'), long(value)]);
  return Buffer.concat([Buffer.from('F'), table(value)]);
}

/** Reads values off a payload, one after the other. */
class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) { this.#bytes = bytes; }

  #take(size) {
    if (this.#at + size > this.#bytes.length) throw new Error('A value of the broker is cut off');
    return this.#bytes.subarray(this.#at, (this.#at += size));
  }

  octet() { return this.#take(1)[0]; }
  short() { return this.#take(2).readUInt16BE(); }
  long() { return this.#take(4).readUInt32BE(); }
  longlong() { return this.#take(8).readBigUInt64BE(); }
  text() { return this.#take(this.octet()).toString(); }
  longText() { return this.#take(this.long()).toString(); }

  table() {
    const fields = {};
    for (const inner = new Reader(this.#take(this.long())); inner.more(); ) fields[inner.text()] = inner.field();
    return fields;
  }

  more() { return this.#at < this.#bytes.length; }

  /** Brokers and other clients put more kinds into headers than this one writes; each must be read to find the next. */
  field() {
    const kind = String.fromCharCode(this.octet());
    switch (kind) {
      case 'S': case 'x': return this.longText();
      case 't': return this.octet() !== 0;
      case 'F': return this.table();
      case 'A': { const all = []; for (const inner = new Reader(this.#take(this.long())); inner.more(); ) all.push(inner.field()); return all; }
      case 'b': case 'B': return this.octet();
      case 's': case 'u': return this.short();
      case 'I': return this.#take(4).readInt32BE();
      case 'i': return this.long();
      case 'l': case 'L': case 'T': return this.longlong();
      case 'f': return this.#take(4).readFloatBE();
      case 'd': return this.#take(8).readDoubleBE();
      case 'D': this.octet(); return this.long();
      case 'V': return null;
      default: throw new Error(`Unknown kind of value in a header: ${kind}`);
    }
  }
}

/** Properties of a message in the order of their flags, from bit 15 down. */
const PROPERTIES = [
  ['contentType', text, 'text'], ['contentEncoding', text, 'text'], ['headers', table, 'table'], ['deliveryMode', octet, 'octet'], ['priority', octet, 'octet'],
  ['correlationId', text, 'text'], ['replyTo', text, 'text'], ['expiration', text, 'text'], ['messageId', text, 'text'], ['timestamp', longlong, 'longlong'],
  ['type', text, 'text'], ['userId', text, 'text'], ['appId', text, 'text'], ['clusterId', text, 'text'],
];

function contentHeader(properties) {
  const set = PROPERTIES.map(([name, write], i) => ({ flag: 1 << (15 - i), value: properties[name], write })).filter(({ value }) => value !== undefined);
  const flags = set.reduce((sum, { flag }) => sum | flag, 0);
  return Buffer.concat([short(BASIC), short(0), longlong(0), short(flags), ...set.map(({ value, write }) => write(value))]);
}

function readContentHeader(payload) {
  const reader = new Reader(payload);
  reader.long();
  const size = Number(reader.longlong());
  const flags = reader.short();
  const properties = {};
  PROPERTIES.forEach(([name, , kind], i) => { if (flags & (1 << (15 - i))) properties[name] = reader[kind](); });
  return { size, properties };
}

// ---------------------------------------------------------------- the connection

/** Connects, opens the channel, and turns confirms on. */
export async function connect({ host, port, username, password, name }) {
  const connection = new Connection(net.connect({ host, port, noDelay: true }));
  await connection.open(username, password, name);
  return connection;
}

class Connection {
  /** Resolves, with the reason, when the connection has ended, however that came. */
  ended;

  #socket;
  #end;
  #unread = Buffer.alloc(0);
  #calls = [];
  #content = null;
  #consumer = () => {};
  #published = 0n;
  #unconfirmed = new Map();
  #beat;

  constructor(socket) {
    this.#socket = socket;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('error', (failure) => this.#fail(failure));
    socket.on('close', () => this.#fail(new Error('The broker has closed the connection')));
    // Two missed heartbeats.
    socket.setTimeout(2 * HEARTBEAT_SECONDS * 1000, () => this.#fail(new Error('The broker is silent')));
  }

  async open(username, password, name) {
    const started = this.#answer('start');
    this.#socket.write(PROTOCOL);
    await started;
    const client = table({ product: name, capabilities: { publisher_confirms: true, 'basic.nack': true, consumer_cancel_notify: true } });
    const tune = await this.#call('startOk', [client, text('PLAIN'), longText(`\0${username}\0${password}`), text('en_US')], 'tune');
    tune.short();
    const frameMax = tune.long();
    this.#send(0, 'tuneOk', short(1), long(frameMax), short(HEARTBEAT_SECONDS));
    this.#beat = setInterval(() => this.#frame(HEARTBEAT, 0, Buffer.alloc(0)), (HEARTBEAT_SECONDS * 1000) / 2);
    await this.#call('open', [text('/'), text(''), octet(0)], 'openOk');
    await this.#call('channelOpen', [text('')], 'channelOpenOk');
    await this.#call('confirmSelect', [octet(0)], 'confirmSelectOk');
  }

  declareTopicExchange(exchange) {
    const durable = octet(2);
    return this.#call('exchangeDeclare', [short(0), text(exchange), text('topic'), durable, table({})], 'exchangeDeclareOk');
  }

  declareQueue(queue, options) {
    const durable = octet(2);
    return this.#call('queueDeclare', [short(0), text(queue), durable, table(options)], 'queueDeclareOk');
  }

  bind(queue, exchange, pattern) {
    return this.#call('queueBind', [short(0), text(queue), text(exchange), text(pattern), octet(0), table({})], 'queueBindOk');
  }

  /** Hands each message's properties to the consumer, and acknowledges it when that returns; when it throws, the connection ends, and the message comes again. */
  async consume(queue, prefetch, consumer) {
    this.#consumer = consumer;
    await this.#call('qos', [long(0), short(prefetch), octet(0)], 'qosOk');
    await this.#call('consume', [short(0), text(queue), text(''), octet(0), table({})], 'consumeOk');
  }

  /** Resolves when the broker has confirmed the message and routed it to at least one queue; rejects when not. */
  publish(exchange, routingKey, properties) {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error('The connection has ended'));
      const mandatory = octet(1);
      this.#unconfirmed.set(++this.#published, { resolve, reject, messageId: properties.messageId, returned: false });
      this.#send(1, 'publish', short(0), text(exchange), text(routingKey), mandatory);
      this.#frame(HEADER, 1, contentHeader({ deliveryMode: PERSISTENT, ...properties }));
    });
  }

  close() {
    this.#fail(new Error('Closed'));
  }

  // What is sent

  #frame(kind, channel, payload) {
    this.#socket.write(Buffer.concat([octet(kind), short(channel), long(payload.length), payload, octet(FRAME_END)]));
  }

  #send(channel, method, ...values) {
    this.#frame(METHOD, channel, Buffer.concat([...METHODS[method].map(short), ...values]));
  }

  /** Sends a method, and waits for the one that answers it. Answers come in the order of the calls. */
  #call(method, values, answer) {
    const answered = this.#answer(answer);
    this.#send(METHODS[method][0] === 10 ? 0 : 1, method, ...values);
    return answered;
  }

  #answer(method) {
    return new Promise((resolve, reject) => this.#calls.push({ method, resolve, reject }));
  }

  // What comes

  #read(bytes) {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    try {
      while (this.#unread.length >= 7) {
        if (this.#unread.subarray(0, 4).equals(PROTOCOL.subarray(0, 4))) throw new Error('The broker does not speak AMQP 0-9-1');
        const end = 7 + this.#unread.readUInt32BE(3);
        if (this.#unread.length <= end) return;
        const frame = this.#unread.subarray(0, end + 1);
        this.#unread = this.#unread.subarray(end + 1);
        if (frame[end] !== FRAME_END) throw new Error('A frame of the broker does not end where it should');
        this.#take(frame[0], frame.subarray(7, end));
      }
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #take(kind, payload) {
    if (kind === METHOD) this.#method(new Reader(payload));
    if (kind === HEADER) this.#contentIs(readContentHeader(payload));
    if (kind === BODY && (this.#content.left -= payload.length) <= 0) this.#complete();
  }

  #method(reader) {
    const number = reader.short() * 1000 + reader.short();
    const method = NAMES.get(number);
    switch (method) {
      case 'deliver': reader.text(); this.#content = { deliveryTag: reader.longlong() }; return;
      case 'returned': this.#content = { returned: true }; return;
      case 'ack': return this.#settle(reader.longlong(), reader.octet() & 1, true);
      case 'nack': return this.#settle(reader.longlong(), reader.octet() & 1, false);
      case 'flow': return this.#send(1, 'flowOk', octet(reader.octet()));
      case 'close': case 'channelClose': throw new Error(`The broker refuses: ${reader.short()} ${reader.text()}`);
      case 'cancel': throw new Error('The queue that was consumed has gone');
      default: {
        const call = this.#calls.shift();
        if (call?.method !== method) throw new Error(`Expected ${call?.method ?? 'nothing'} of the broker, was: ${method ?? number}`);
        call.resolve(reader);
      }
    }
  }

  #contentIs({ size, properties }) {
    Object.assign(this.#content, { left: size, properties });
    if (size === 0) this.#complete();
  }

  #complete() {
    const { deliveryTag, returned, properties } = this.#content;
    this.#content = null;
    if (returned) {
      for (const sent of this.#unconfirmed.values()) if (sent.messageId === properties.messageId) sent.returned = true;
      return;
    }
    this.#consumer(properties);
    this.#send(1, 'ack', longlong(deliveryTag), octet(0));
  }

  /** RabbitMQ returns what it cannot route and then confirms it; Qpid says no. */
  #settle(tag, multiple, taken) {
    const settled = multiple ? [...this.#unconfirmed.keys()].filter((sent) => sent <= tag) : [tag];
    for (const one of settled) {
      const sent = this.#unconfirmed.get(one);
      this.#unconfirmed.delete(one);
      if (taken && !sent?.returned) sent?.resolve();
      else sent?.reject(new Error('Nobody listens to this type, or the broker did not take it'));
    }
  }

  #fail(reason) {
    clearInterval(this.#beat);
    this.#socket.destroy();
    [...this.#calls.splice(0), ...this.#unconfirmed.values()].forEach(({ reject }) => reject(reason));
    this.#unconfirmed.clear();
    this.#end(reason);
  }
}
