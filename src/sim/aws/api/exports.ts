/**
 * How are exports listed, and who imports them?
 */
import { validationError } from '../errors.ts'
import { exportsIn, importersOf } from '../stacks/exports.ts'
import type { XmlValue } from '../wire/xml.ts'
import { page, type Request } from './request.ts'

export function listExports({ form, engine, spot, pages }: Request): XmlValue {
  const { entries, nextToken } = page(form, exportsIn(engine.world, spot), pages.stacks)
  return {
    Exports: entries.map(({ name, value, stack }) => ({ ExportingStackId: stack.stackId, Name: name, Value: value })),
    NextToken: nextToken,
  }
}

export function listImports({ form, engine, spot, pages }: Request): XmlValue {
  const name = form.required('ExportName')
  const importers = importersOf(engine.world, spot, name)
  if (importers.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`)
  const { entries, nextToken } = page(form, importers, pages.stacks)
  return { Imports: entries.map(({ stackName }) => stackName), NextToken: nextToken }
}
