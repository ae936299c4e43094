// SPDX-License-Identifier: MIT
// check.mjs CHROMIUM FILE...: opens each page at a phone's, a tablet's and a desk's width, light and dark, and
// prints it. Says each fault in a line; exits with 1 if there is any.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [executablePath, ...files] = process.argv.slice(2);
const widths = [360, 800, 1280];
let faults = 0;
let checks = 0;

const fault = (where, what) => {
  ++faults;
  console.log(`${where}: ${what}`);
};

// No level is left out, and there is one h1.
async function headings(page, where) {
  const levels = await page.$$eval('h1, h2, h3, h4', (all) => all.map((one) => Number(one.tagName[1])));
  if (levels.filter((level) => level === 1).length !== 1) fault(where, 'not one h1');
  levels.forEach((level, at) => {
    if (level > (at === 0 ? 0 : levels[at - 1]) + 1) fault(where, `h${level} at ${at} leaves out a level`);
  });
  ++checks;
}

async function look(browser, file, width, colorScheme) {
  const where = `${file} at ${width}, ${colorScheme}`;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  let requests = 0;
  page.on('request', () => ++requests);
  page.on('console', (message) => fault(where, `console: ${message.text()}`));
  page.on('pageerror', (error) => fault(where, `error: ${error.message}`));
  page.on('dialog', (dialog) => {
    fault(where, `dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (sizes[0] > sizes[1]) fault(where, `${sizes[0]} px wide`);
  const scripts = await page.$$eval('script, iframe, object, embed, link, img', (all) => all.length);
  if (scripts > 0) fault(where, `${scripts} elements that run or load`);
  const handlers = await page.$$eval('*', (all) =>
    all.filter((one) => [...one.attributes].some((name) => name.name.startsWith('on'))).length);
  if (handlers > 0) fault(where, `${handlers} handlers`);
  await headings(page, where);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  for (const violation of found.violations)
    fault(where, `axe ${violation.id}: ${violation.help}: ${violation.nodes[0].html.slice(0, 160)}`);
  if (found.passes.length < 10) fault(where, 'axe looked at next to nothing');
  if (requests !== 1) fault(where, `${requests} requests`);
  checks += 5;
  await context.close();
}

async function print(browser, file) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const box = /\/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]/.exec(pdf.toString('latin1'));
  // A mail is laid out by the program that shows it.
  const isA4 = file.includes('mail') || box && Math.abs(box[1] - 595) < 2 && Math.abs(box[2] - 842) < 2;
  if (!isA4) fault(file, `printed on ${box ? box[0] : 'nothing'}`);
  ++checks;
  await page.close();
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const file of files) {
    for (const width of widths)
      for (const scheme of ['light', 'dark']) await look(browser, file, width, scheme);
    await print(browser, file);
  }
} finally {
  await browser.close();
}
console.log(`${files.length} pages, ${checks} checks, ${faults} faults`);
process.exit(faults > 0 || files.length === 0 ? 1 : 0);
