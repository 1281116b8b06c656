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
    const wrong = cursor.type.isError ? syntaxError(cursor, text) : twoSigns(cursor.node, text)
    if (wrong) throw wrong
  } while (cursor.next())
  return { top: parsed.topNode, text, typeText: (node) => { const own = text.slice(node.from, node.to); return covered.get(own) ?? own } }
}

const ENDS = 'Something is missing at the end'

// What is missing where an expression ends before its part of this kind does.
const MISSING = {
  ParenthesizedExpression: 'A bracket ( is not closed',
  FunctionInvocation: 'The brackets of a function are not closed, or hold half a value',
  DateTimeLiteral: 'The brackets of a function are not closed, or hold half a value',
  List: 'A bracket [ is not closed',
  FilterExpression: 'A bracket [ is not closed',
  Context: 'A bracket { is not closed',
  IfExpression: 'An if needs then and else',
  ForExpression: 'A for needs in and return',
  QuantifiedExpression: 'A some or every needs in and satisfies',
  PathExpression: 'A name is missing after a dot'
}

// What people write who know another language.
const INSTEAD = [
  [/^&&/, 'write and'],
  [/^\|\|?/, 'write or'],
  [/^!/, 'write not(…)'],
  [/^\?/, 'write if … then … else …'],
  [/^['‘’“”]/, 'text stands between two "'],
  [/^"[^"]*$/, 'text stands between two ", and the second is missing']
]

function syntaxError (cursor, text) {
  const { node } = cursor
  const { parent, from, to } = node
  if (from !== to) return strange(text, { from, to })
  const next = following(node)
  if (next) return strange(text, { from: next.from, to: next.to })
  const unfinished = parent.enterUnfinishedNodesBefore(to)
  return new FeelSyntaxError(MISSING[(unfinished || parent).name] ?? ENDS, { from, to })
}

function strange (text, position) {
  const rest = text.slice(position.from).trim()
  if (!rest) return new FeelSyntaxError(ENDS, position)
  const [, instead] = INSTEAD.find(([sign]) => sign.test(rest)) ?? []
  const before = text.slice(0, position.from).trim()
  const where = before ? ` after “${before.slice(-20)}”` : ''
  return new FeelSyntaxError(`“${rest.slice(0, 20)}” cannot be read${where}${instead ? `: ${instead}` : ''}`, position)
}

// The grammar takes the test of a table (< 5) for a value, so that a == b compares a with "= b" and is never true.
function twoSigns (node, text) {
  if (node.name !== 'SimplePositiveUnaryTest' || node.firstChild.name !== 'CompareOp' || node.prevSibling?.name !== 'CompareOp') return null
  const signs = text.slice(node.prevSibling.from, node.firstChild.to)
  return new FeelSyntaxError(`“${signs}” is no comparison: write =, !=, <, <=, > or >=`, { from: node.prevSibling.from, to: node.firstChild.to })
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
