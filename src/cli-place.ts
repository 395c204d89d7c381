/**
 * Which fleet, and what in it, does a person mean by a path?
 *
 * People name a pipeline as they see it: by `acme/web`, by the path of its file
 * as the shell completes it, with or without the ending, from wherever they
 * stand. A path that leads into a fleet also says which fleet.
 */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve } from 'node:path'
import { FLEET_FILE } from './fleet/layout.ts'

export interface PipelinePlace {
  /** The folder that holds fleet.yml, as a person would write it. */
  readonly dir: string
  /** `customer/pipeline`, or a pipeline's name alone. */
  readonly name: string
}

/** `dir`: as given on the command line; absent where the path or the working directory is to say it. */
export function pipelinePlace(asked: string, dir?: string): PipelinePlace {
  // A file that is there, seen from where the shell stands, or a path within the folder that was named.
  const file = [asked, `${asked}.yml`].map((each) => resolve(each)).find(isFile)
  const [, above = '', customer, pipeline] = IN_FLEET.exec(file ?? normalize(asked)) ?? []
  if (customer === undefined || pipeline === undefined) return { dir: fleetFolder(dir), name: asked }
  const name = `${customer}/${pipeline}`
  if (file !== undefined) return { dir: relative('.', above) || '.', name }
  const named = above === '' ? undefined : join(dir ?? '.', above)
  return { dir: named !== undefined && holdsFleet(named) ? named : fleetFolder(dir), name }
}

/** What is above the fleet's own folders, the customer, the pipeline. */
const IN_FLEET = /^(.*?)\bcustomers\/([^/]+)\/pipelines\/([^/]+?)(?:\.ya?ml)?\/?$/

/** The folder that was named; else this one, its `fleet`, or the nearest above, whichever holds fleet.yml. */
export function fleetFolder(dir?: string): string {
  if (dir !== undefined) return dir
  const above: string[] = []
  for (let at = dirname(resolve('.')); at !== dirname(at); at = dirname(at)) above.push(relative('.', at))
  return ['.', 'fleet', ...above].find(holdsFleet) ?? '.'
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function holdsFleet(dir: string): boolean {
  return existsSync(join(dir, FLEET_FILE))
}
