// The real bpmnlint with its recommended rules, for the test that our checks find what it finds. Reading a diagram is asynchronous,
// so that one call begins and the next one fetches what was found.
import { BpmnModdle } from 'bpmn-moddle'
import Linter from 'bpmnlint/lib/linter.js'
import recommended from 'bpmnlint/config/recommended.js'
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json'

globalThis.console ??= { error () {}, warn () {}, log () {} }

const resolver = {
  resolveRule: (_, name) => require(`./node_modules/bpmnlint/rules/${name}.js`),
  resolveConfig () { throw new Error('Only the recommended rules are run') }
}
let answer = null

async function lint (xml) {
  const { rootElement } = await new BpmnModdle({ zeebe }).fromXML(xml)
  const linter = new Linter({ config: recommended, resolver }) // anew: some rules keep what they have seen
  const found = await linter.lint(rootElement)
  return Object.entries(found).flatMap(([rule, reports]) => reports.map(({ id, message, category }) => ({ rule, id: id ?? null, message, category })))
}

const actions = {
  rules: () => recommended.rules,
  begin ({ xml }) {
    answer = null
    lint(xml).then((found) => { answer = { found } }, (error) => { answer = { error: String(error) } })
    return null
  },
  found: () => answer
}

export function run (action, payload) {
  return JSON.stringify(actions[action](JSON.parse(payload)))
}
