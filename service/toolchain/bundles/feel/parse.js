// Reads FEEL with the modeller's own grammar. What it cannot read yet of DMN 1.5 is covered by names of the same length.
import { parser, trackVariables } from '@bpmn-io/lezer-feel'

export class FeelSyntaxError extends Error {
  constructor (message, position) {
    super(message)
    this.position = position
  }
}

// The grammar has no range<…> type and no function<> without parameters: they become plain names, told again by typeText.
const COVERED = /"(?:\\.|[^"\\])*"|\brange\s*<[\w ]+>|\bfunction\s*<\s*>\s*->\s*[A-Za-z]\w*/g
const TOPS = { expression: 'Expression', test: 'UnaryTests' }

export function tree (kind, text, names) {
  return parser.configure({ top: TOPS[kind], contextTracker: trackVariables(names) }).parse(text)
}

export function read (kind, expression, names) {
  const covered = new Map()
  const text = expression.replace(COVERED, (found) => {
    if (found.startsWith('"')) return found
    const name = `T${covered.size}`.padEnd(found.length, '_')
    covered.set(name, found)
    return name
  })
  const parsed = tree(kind, text, names)
  const cursor = parsed.cursor()
  do {
    if (cursor.type.isError) throw syntaxError(cursor)
  } while (cursor.next())
  return { top: parsed.topNode, text, typeText: (node) => { const own = text.slice(node.from, node.to); return covered.get(own) ?? own } }
}

// The words of feelin (MIT, bpmn.io), which the modeller shows too.
function syntaxError (cursor) {
  const { node } = cursor
  const { parent, from, to } = node
  if (from !== to) return new FeelSyntaxError(`Unrecognized token in <${parent.name}>`, { from, to })
  const next = following(node)
  if (next) return new FeelSyntaxError(`Unrecognized token <${next.name}> in <${parent.name}>`, { from: next.from, to: next.to })
  const unfinished = parent.enterUnfinishedNodesBefore(to)
  return new FeelSyntaxError(`Incomplete <${(unfinished || parent).name}>`, { from, to })
}

function following (node) {
  for (let each = node; each; each = each.parent) if (each.nextSibling) return each.nextSibling
  return null
}

const ESCAPE = /\\u\{([0-9a-fA-F]+)\}|\\U([0-9a-fA-F]{6})|\\u([0-9a-fA-F]{6})|\\u([0-9a-fA-F]{5})|\\u([0-9a-fA-F]{4})|\\(["'\\nrt])/g
const PLAIN = { n: '\n', r: '\r', t: '\t' }

export function readString (literal) {
  return literal.slice(1, -1).replace(ESCAPE, (whole, braced, six, six2, five, four, plain) => {
    if (plain) return PLAIN[plain] ?? plain
    const code = parseInt(braced ?? six ?? six2 ?? five ?? four, 16)
    return code <= 0x10FFFF ? String.fromCodePoint(code) : (six2 ? String.fromCodePoint(parseInt(six2.slice(0, 4), 16)) + six2.slice(4) : whole)
  })
}
