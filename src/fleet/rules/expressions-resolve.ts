/**
 * Does each `${…}` of a blueprint lead somewhere?
 *
 * To a setting that its schema knows, a component that exists, an output of an
 * earlier stack: a stack is never fed by one that is applied after it.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what an author may write, braces and all
import type { Sourced } from '../draft.ts'
import { EXPECTED_REFERENCES, type Reference, readExpression, referencesIn } from '../expression.ts'
import { isObject } from '../layers.ts'
import { sharedFiles } from '../layout.ts'
import type { Problem } from '../model.ts'
import { TRIGGERS, templatePath } from '../normalise-blueprint.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'
import { sectionOf } from './walk-template.ts'

type Words = Omit<Problem, 'at'>

interface Where {
  readonly context: RuleContext
  readonly file: Sourced<'blueprint'>
  /** Of the stack that is fed. */
  readonly index: number
}

export function expressionsResolve(context: RuleContext): readonly Problem[] {
  return context.draft.blueprint.flatMap((file) =>
    file.raw.stacks.flatMap((stack, index) => [
      ...Object.entries(stack.parameters ?? {}).flatMap(([name, text]) => {
        const at = valueAt(file.parsed, `/stacks/${index}/parameters${pointer(name)}`)
        return wordsOf({ context, file, index }, text).map((words) => ({ ...words, at }))
      }),
      ...(stack.rollbackConfiguration?.rollbackTriggers ?? []).flatMap((text, trigger) => {
        const at = valueAt(file.parsed, pointer('stacks', index, ...TRIGGERS, trigger))
        return alarmWords({ context, file, index }, text).map((words) => ({ ...words, at }))
      }),
    ]),
  )
}

/** Known before anything is applied, or no set could list it; and of a secret nothing is anybody's to read in a name. */
function alarmWords(where: Where, text: string): Words[] {
  const late = referencesIn(text).find(({ root }) => root === 'stacks' || root === 'secrets')
  if (late === undefined) return wordsOf(where, text)
  return [
    {
      code: 'alarm-by-reference',
      message: `a rollback alarm cannot be named by ${late.root === 'stacks' ? "another stack's output" : 'a secret'}`,
      expected:
        'the name that the alarm is given (`AlarmName`), with `${settings.…}`, `${customer.name}`, `${pipeline.name}`',
    },
  ]
}

function wordsOf(where: Where, text: string): Words[] {
  const expression = readExpression(text)
  if (!expression.ok) {
    const message = `\`\${${expression.unknown}}\` leads nowhere`
    return [{ code: 'unknown-reference', message, expected: EXPECTED_REFERENCES }]
  }
  const references = expression.parts.flatMap((part) => ('reference' in part ? [part.reference] : []))
  if (expression.parts.length > 1 && references.some(({ root }) => root === 'stacks')) {
    return [
      {
        code: 'output-in-text',
        message: 'an output of another stack is known only once that stack is applied, so no text can be made of it',
        expected: 'the output alone; join it in the template with Fn::Sub',
      },
    ]
  }
  return references.flatMap((reference) => referenceProblem(where, reference) ?? [])
}

function referenceProblem(where: Where, reference: Reference): Words | undefined {
  switch (reference.root) {
    case 'settings':
      return settingProblem(where, reference.path)
    case 'release':
      return componentProblem(where, reference.component)
    case 'secrets':
      return secretProblem(where, reference.secret)
    case 'stacks':
      return outputProblem(where, reference)
    case 'own':
      return undefined
  }
}

/** Only where the schema closes a map (`additionalProperties: false`) is a name known to be wrong. */
function settingProblem({ file }: Where, path: string): Words | undefined {
  let schema: unknown = file.raw.settings
  for (const part of path.split('.')) {
    const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {}
    if (!Object.hasOwn(properties, part)) {
      if (!isObject(schema) || schema.additionalProperties !== false) return undefined
      return {
        code: 'unknown-setting',
        message: `the blueprint has no setting \`${path}\``,
        expected: listed(Object.keys(properties)),
        ...didYouMean(part, Object.keys(properties)),
      }
    }
    schema = properties[part]
  }
  return undefined
}

function componentProblem({ context }: Where, component: string): Words | undefined {
  const components = new Set(
    sharedFiles(context.draft.tree).flatMap(({ kind }) => (kind.kind === 'release' ? [kind.component] : [])),
  )
  if (components.has(component)) return undefined
  return {
    code: 'unknown-component',
    message: `there is no component \`${component}\``,
    expected: listed(components),
    ...didYouMean(component, components),
  }
}

function secretProblem({ file }: Where, secret: string): Words | undefined {
  const declared = Object.keys(file.raw.secrets ?? {})
  if (declared.includes(secret)) return undefined
  return {
    code: 'unknown-secret',
    message: `the blueprint declares no secret \`${secret}\``,
    expected: listed(declared),
    ...didYouMean(secret, declared),
  }
}

function outputProblem(where: Where, to: { readonly stack: string; readonly output: string }): Words | undefined {
  const { file, index, context } = where
  const { stacks } = file.raw
  const earlier = stacks.slice(0, index)
  const stack = earlier.find((each) => each.stack === to.stack)
  if (stack === undefined) {
    const later = stacks.some((each) => each.stack === to.stack)
    const names = earlier.map((each) => each.stack)
    return {
      code: later ? 'output-of-later-stack' : 'unknown-stack',
      message: later
        ? `stack \`${to.stack}\` is not applied before this one`
        : `the blueprint has no stack \`${to.stack}\``,
      expected: `an earlier stack: ${listed(names)}`,
      ...(later ? {} : didYouMean(to.stack, names)),
    }
  }
  const template = context.draft.templates.get(templatePath(file, stack))
  if (template === undefined) return undefined
  const outputs = sectionOf(template.value, 'Outputs').map(([name]) => name)
  if (outputs.includes(to.output)) return undefined
  return {
    code: 'unknown-output',
    message: `stack \`${to.stack}\` has no output \`${to.output}\``,
    expected: listed(outputs),
    ...didYouMean(to.output, outputs),
  }
}
