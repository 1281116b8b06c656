// Evaluates expressions of a case: keeps what was compiled, and says in words what a diagram must not do.
import { builtins } from './functions.js'
import { compile } from './interpret.js'
import { noting } from './notes.js'


const KEPT = 4000
const kept = new Map()
export const spacedFunctions = Object.fromEntries([...builtins.keys()].filter((name) => name.includes(' ')).map((name) => [name, null]))

// `shape` names the keys with spaces or signs that the grammar must know, '' when there are none
// and '#' when nothing is to be kept; `known` gives them as a context.
export function compiled (kind, expression, shape = '', known = null) {
  const key = `${kind} ${shape} ${expression}`
  const found = kept.get(key)
  if (found) return found
  const names = known === null ? spacedFunctions : { ...spacedFunctions, ...known() }
  const made = compile(kind, expression, names)
  if (shape.startsWith('#')) return made
  if (kept.size >= KEPT) kept.clear()
  kept.set(key, made)
  return made
}

const FAILURES = {
  arguments: 'A function is called with the wrong number of values',
  'not a function': 'Something is called that is not a function',
  range: 'These values cannot be compared or make a range',
  key: 'A context cannot have this key',
  empty: 'There is no logic to run here',
  external: 'Functions outside FEEL (Java, PMML) are not run'
}
// What a thrown error says may hold values of the case, so only what is known not to is passed on as it is.
export const explain = (error) => error.position !== undefined ? error.message
  : /^(not implemented|The result|There is no clock)/.test(error.message) ? error.message : 'It could not be evaluated'

export class Refusal extends Error {
  constructor (answer) {
    super(answer.error)
    this.answer = answer
  }
}

// Returns { value } or { error, missing }: a name that does not exist is an error, and so is a call that cannot be.
export function attempt (action, expression) {
  try {
    const { value, notes } = noting(action)
    const missing = notes.find(({ kind }) => kind === 'variable')
    if (missing) return { error: `“${missing.name}” does not exist`, missing: missing.name, expression }
    const failure = notes.find(({ kind }) => kind in FAILURES)
    return failure ? { error: FAILURES[failure.kind], expression } : { value: value ?? null }
  } catch (error) {
    return error instanceof Refusal ? error.answer : { error: explain(error), expression }
  }
}
