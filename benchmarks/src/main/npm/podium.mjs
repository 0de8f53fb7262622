// The page by Podium: node podium.mjs PORT LAYOUT ADDRESSES LIMIT_MILLIS. LAYOUT has <!--part NAME--> where a fragment belongs,
// ADDRESSES is JSON with the podlet's manifest of each name.
import { readFileSync } from 'node:fs';
import Layout from '@podium/layout';
import express from 'express';

const [port, layoutFile, addressFile, limit] = process.argv.slice(2);
const texts = readFileSync(layoutFile, 'utf8').split(/<!--part ([a-z0-9/-]+)-->/);
const addresses = JSON.parse(readFileSync(addressFile, 'utf8'));
const layout = new Layout({ name: 'page', pathname: '/' });
const podlets = texts
  .filter((text, index) => index % 2 === 1)
  .map((name) =>
    layout.client.register({ name: name.replace(/[^a-z0-9]/g, ''), uri: addresses[name], timeout: Number(limit) }),
  );
// A fragment that fails is left empty, as ours is; the first failure is said, or nobody would know why the page is short.
let said = false;
const app = express();
app.disable('etag');
app.use(layout.middleware());
app.get('/checkout', async (request, response) => {
  const parts = await Promise.all(
    podlets.map((podlet) =>
      podlet.fetch(response.locals.podium).catch((failure) => {
        if (!said) console.error(failure);
        said = true;
        return { content: '' };
      }),
    ),
  );
  let page = '';
  texts.forEach((text, index) => (page += index % 2 === 1 ? parts[(index - 1) / 2].content : text));
  response.type('html').send(page);
});
app.listen(Number(port), '127.0.0.1');
