// The page by Tailor: node tailor.cjs PORT TEMPLATES, the folder of checkout.html with <fragment src=… timeout=…>.
const http = require('node:http');
const Tailor = require('node-tailor');

const [port, templates] = process.argv.slice(2);
const tailor = new Tailor({ templatesPath: templates, maxAssetLinks: 1 });
// A fragment that fails is left empty, as ours is.
tailor.on('error', () => {});
http.createServer((request, response) => tailor.requestHandler(request, response)).listen(Number(port), '127.0.0.1');
