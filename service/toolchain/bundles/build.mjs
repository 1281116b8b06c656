// Builds every bundle that is committed, and the two lock files that a test and CI compare.
// Usage: npm ci && node build.mjs [--styles | --feel | --linter]   (only the style sheet, for work on the Sass files; only FEEL's bundle;
// only the linter, which tests compare our checks with)
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = fileURLToPath(new URL('.', import.meta.url))
const modules = join(here, 'node_modules')
const service = join(here, '..', '..')
const sandbox = join(service, 'toolchain', 'static')
const vendor = join(service, 'web', 'static', 'vendor')
const tests = join(service, '..', 'tests', 'bpmnlint')
const installed = (name) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'))
const licences = { 'camunda-bpmn-js': 'MIT; contains bpmn-js under the bpmn.io licence' }
// Packages under MIT whose archive lacks the text.
const holders = {
  'govuk-frontend': 'Copyright (C) 2017 Crown Copyright (Government Digital Service)',
  '@ministryofjustice/frontend': 'Crown copyright (Ministry of Justice) and contributors'
}

function buildStyles () {
  const { css } = sass.compile(join(service, 'web', 'scss', 'triangulate.scss'), {
    loadPaths: [modules, here], style: 'compressed', quietDeps: true, silenceDeprecations: ['import'], logger: sass.Logger.silent
  })
  writeFileSync(join(vendor, 'triangulate.css'), css + '\n')
}

async function buildSandbox () {
  await esbuild.build({
    entryPoints: [join(here, 'feel.js')], outfile: join(sandbox, 'feel.js'),
    bundle: true, minify: true, format: 'iife', globalName: 'feel', target: 'es2022', legalComments: 'inline'
  })
}

async function buildLinter () {
  await esbuild.build({
    entryPoints: [join(here, 'linter.js')], outfile: join(tests, 'bpmnlint.js'),
    bundle: true, minify: true, format: 'iife', globalName: 'bpmnlint', target: 'es2022', legalComments: 'inline'
  })
}

function copyVendor () {
  const bpmn = join(modules, 'camunda-bpmn-js', 'dist')
  copyFileSync(join(bpmn, 'camunda-cloud-navigated-viewer.production.min.js'), join(vendor, 'bpmn-viewer.js'))
  esbuild.buildSync({
    entryPoints: [join(bpmn, 'assets', 'camunda-cloud-navigated-viewer.css')], outfile: join(vendor, 'bpmn-viewer.css'), bundle: true, minify: true
  })
  copyFileSync(join(modules, 'govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js'), join(vendor, 'govuk-frontend.js'))
}

// The licences ask for their text beside every copy.
function writeLicences (folder, names) {
  const texts = names.map((name) => {
    const { version } = installed(name)
    const file = readdirSync(join(modules, name)).find((each) => /^licen[cs]e/i.test(each))
    if (!file && !holders[name]) throw new Error(`${name} has no licence text`)
    const text = file ? readFileSync(join(modules, name, file), 'utf8') : `${holders[name]}\n\n${readFileSync(join(here, 'MIT.txt'), 'utf8')}`
    return `${name} ${version}\n\n${text.trim()}\n`
  })
  writeFileSync(join(folder, 'LICENCES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
}

function lock (folder, sources) {
  const files = Object.fromEntries(readdirSync(folder).filter((name) => name !== 'LOCK.json').sort().map((name) => [name, {
    sha256: createHash('sha256').update(readFileSync(join(folder, name))).digest('hex'),
    packages: (sources[name] ?? []).map((each) => {
      const { version, license } = installed(each)
      return { name: each, version, licence: licences[each] ?? license }
    })
  }]))
  writeFileSync(join(folder, 'LOCK.json'), JSON.stringify({ files }, null, 2) + '\n')
  for (const [name, { sha256 }] of Object.entries(files)) console.log(basename(folder), name, sha256.slice(0, 12))
}

mkdirSync(sandbox, { recursive: true })
mkdirSync(vendor, { recursive: true })
mkdirSync(tests, { recursive: true })
const only = ['styles', 'feel', 'linter'].filter((each) => process.argv.includes(`--${each}`))
const wanted = (each) => only.length === 0 || only.includes(each)
if (wanted('styles')) buildStyles()
if (wanted('feel')) await buildSandbox()
if (wanted('linter')) await buildLinter()
if (wanted('vendor')) copyVendor()
const sources = {
  'feel.js': ['@bpmn-io/lezer-feel', '@lezer/common', '@lezer/highlight', '@lezer/lr', 'luxon', 'min-dash'],
  'bpmn-viewer.js': ['camunda-bpmn-js', 'bpmn-js', 'diagram-js'],
  'bpmn-viewer.css': ['camunda-bpmn-js', 'bpmn-js', 'diagram-js'],
  'govuk-frontend.js': ['govuk-frontend'],
  'triangulate.css': ['govuk-frontend', '@ministryofjustice/frontend'],
  'bpmnlint.js': ['bpmnlint', 'bpmnlint-utils', 'bpmn-moddle', 'zeebe-bpmn-moddle', 'moddle', 'moddle-xml', 'saxen', 'min-dash']
}
const { 'feel.js': ofSandbox, 'bpmnlint.js': ofTests, ...ofVendor } = sources
for (const [folder, names, needed] of [
  [sandbox, ofSandbox, wanted('feel')],
  [tests, ofTests, wanted('linter')],
  [vendor, [...new Set(Object.values(ofVendor).flat())], wanted('styles') || wanted('vendor')]
]) {
  if (needed) {
    writeLicences(folder, names)
    lock(folder, sources)
  }
}
