// Corrections to @bpmn-io/feelin 6.1.1 that cannot be made from outside. Each is applied once or the build fails.
import { readFileSync } from 'node:fs'

const patches = [
  {
    why: 'our glue needs the interpreter, to keep parsed expressions, and the table of built-in functions',
    find: 'export { SyntaxError, date,',
    replace: 'export { InterpreterContext, builtins, equals, getType, interpreter, isContext, toString, SyntaxError, date,'
  },
  {
    why: 'an ISO text of the context is a date among dates and a text among texts',
    find: "    if (temporalTypes.includes(aType)) {\n        if (!temporalTypes.includes(bType)) {",
    replace: "    if (bType === 'string' && isoText(a) !== undefined || aType === 'string' && isoText(b) !== undefined) {\n" +
      '        return (isoText(a) ?? a) === (isoText(b) ?? b);\n    }\n' +
      "    if (temporalTypes.includes(aType)) {\n        if (!temporalTypes.includes(bType)) {"
  },
  {
    why: 'the same where text is joined to text',
    find: 'const left = a(context);\n                const right = b(context);\n                if (isArray(left)',
    replace: 'let left = a(context);\n                let right = b(context);\n' +
      "                if (isString(left) && isoText(right) !== undefined) right = isoText(right);\n" +
      "                if (isString(right) && isoText(left) !== undefined) left = isoText(left);\n" +
      '                if (isArray(left)'
  },
  {
    why: 'the same where a function wants a text',
    find: "        const objType = getType(obj);\n        if (type === 'any' || type === objType) {",
    replace: "        if (type === 'string' && isoText(obj) !== undefined) {\n            return isoText(obj);\n        }\n" +
      "        const objType = getType(obj);\n        if (type === 'any' || type === objType) {"
  },
  {
    why: 'string(x) gives the text that came in',
    find: 'function toString(obj, wrap = false) {\n    var _a, _b, _c, _d;\n',
    replace: 'function toString(obj, wrap = false) {\n    var _a, _b, _c, _d;\n    obj = isoText(obj) ?? obj;\n'
  },
  {
    why: 'list contains and index of compare dates and contexts by value',
    find: 'function matches(a, b) {\n    return a === b;\n}',
    replace: 'function matches(a, b) {\n    return a === b || equals(a, b) === true;\n}'
  },
  {
    why: 'what cannot be compared gives null ("3" < 5 was true)',
    find: 'return (value) => value === null ? null : tests.every(t => t(conversion(value)));',
    replace: 'return (value) => {\n        const given = alignTo(start !== null ? start : end, conversion(value));\n' +
      '        return given === null ? null : tests.every(t => t(given));\n    };'
  },
  {
    why: 'as above, for durations',
    find: 'const toMillis = (d) => d ? Duration.fromDurationLike(d).toMillis() : null;',
    replace: 'const toMillis = (d) => isDuration(d) ? d.toMillis() : null;'
  },
  {
    why: '5 != "a" is null like 5 = "a"; null != "a" stays true',
    find: "case '!=': return (b) => (a) => !equals(a, b);",
    replace: "case '!=': return (b) => (a) => {\n                    const same = equals(a, b);\n" +
      '                    return same === null ? null : !same;\n                };'
  },
  {
    why: 'a variable that has the name of a function (now, count) does not hide the function where it is called',
    find: "case 'FunctionInvocation': return tag((context) => {\n            const target = args[0](context);",
    replace: "case 'FunctionInvocation': return tag((context) => {\n            let target = args[0](context);\n" +
      "            if (typeof target !== 'function' && !(target instanceof FunctionWrapper) && args[0].variable) {\n" +
      '                target = getBuiltin(args[0].variable) || target;\n            }'
  },
  {
    why: 'as above: a variable knows its name',
    find: "        case 'VariableName': return tag((context, local = false) => {\n            const name = args.join(' ');",
    replace: "        case 'VariableName': return Object.assign(tag((context, local = false) => {\n            const name = args.join(' ');"
  },
  {
    why: 'as above',
    find: "                    template: `Variable '${name}' not found`,\n                    values: {}\n                });\n            }\n            return null;\n        }, 'any');",
    replace: "                    template: `Variable '${name}' not found`,\n                    values: {}\n                });\n            }\n            return null;\n        }, 'any'), { variable: args.join(' ') });"
  },
  {
    why: 'the inside of a date or a text is not a scope of the filter',
    find: '{ item: el }), el);',
    replace: '{ item: el }), isContext(el) ? el : {});'
  }
]

const support = `
const ISO_TEXT = Symbol.for('feel.isoText');
function isoText(value) {
    return isDateTime(value) ? value[ISO_TEXT] : undefined;
}
function alignTo(bound, value) {
    if (typeof value === typeof bound && !isDateTime(bound) && !isDateTime(value)) {
        return isNumber(value) || isString(value) ? value : null;
    }
    if (isString(bound)) {
        return isoText(value) ?? null;
    }
    if (isDateTime(bound) && isString(value) && isoText(bound) !== undefined) {
        const read = date(value);
        return read.isValid ? read : null;
    }
    return isDateTime(bound) && isDateTime(value) ? value : null;
}
`

export const patchedFeelin = {
  name: 'patched-feelin',
  setup (build) {
    build.onLoad({ filter: /@bpmn-io[\\/]feelin[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8')
      for (const { why, find, replace } of patches) {
        if (contents.split(find).length !== 2) throw new Error(`feelin has changed; look again at the correction: ${why}`)
        contents = contents.replace(find, () => replace)
      }
      return { contents: contents + support, loader: 'js' }
    })
  }
}
