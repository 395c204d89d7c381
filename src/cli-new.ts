/**
 * What does `fleet new` write?
 *
 * Files that a person would otherwise copy and get wrong. Nothing is ever
 * overwritten; what was written is validated at once, so that the next thing to
 * fill in is on the screen.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Format, json, prefixOf, readHere, type Said } from './cli-fleet.ts'
import { fleetFolder } from './cli-place.ts'
import { workingTree } from './cli-tree.ts'
import { draftOf } from './fleet/draft.ts'
import { blueprintFolder, customerPath, FLEET_FILE, pipelinePath } from './fleet/layout.ts'
import type { Fleet, SourceTree } from './fleet/model.ts'
import { newBlueprintVersion, versionsOf } from './fleet/new/blueprint-version.ts'
import { newCustomer } from './fleet/new/customer.ts'
import { newPipeline } from './fleet/new/pipeline.ts'
import type { NewFile } from './fleet/new/text.ts'
import { ACCOUNT_FORM, accountOf, choiceRefusal, nameRefusal, settingOf, versionRefusals } from './fleet/new/wishes.ts'
import { normalise } from './fleet/normalise.ts'
import { FleetwrightError } from './lib/errors.ts'
import { problemsInTerminal } from './report/terminal.ts'
import { count } from './report/words.ts'

interface Where {
  readonly dir?: string | undefined
}

/** What is there already, sound or not: a broken file elsewhere must not keep anybody from adding theirs. */
interface Ground {
  readonly dir: string
  readonly tree: SourceTree
  readonly fleet: Fleet
  readonly fleetText: string
}

export interface CustomerFlags extends Where {
  readonly ring?: string
  readonly account?: readonly string[]
  readonly roles?: string
}

export async function newCustomerFile(customer: string, flags: CustomerFlags, options: Format): Promise<Said> {
  const ground = await groundIn(flags.dir)
  const { fleet, fleetText } = ground
  const accounts = (flags.account ?? []).map(accountOf)
  const sets = [...fleet.roles.keys()]
  const refusals = [
    ...nameRefusal('customer', customer),
    ...taken(ground, customerPath(customer)),
    ...choiceRefusal({ flag: '--ring', said: flags.ring, exist: fleet.rings.map(({ name }) => name) }),
    ...(accounts.length === 0 ? [`--account is missing; expected: ${ACCOUNT_FORM}`] : []),
    ...accounts.flatMap((each) => ('refusals' in each ? each.refusals : ownedRefusal(fleet, each.value.id))),
    ...(flags.roles === undefined ? [] : choiceRefusal({ flag: '--roles', said: flags.roles, exist: sets })),
  ]
  if (refusals.length > 0 || flags.ring === undefined) return refused(refusals)
  const [onlySet, ...otherSets] = sets
  const roles = flags.roles ?? (otherSets.length === 0 ? onlySet : undefined) ?? ROLES
  const file = newCustomer(
    {
      customer,
      ring: flags.ring,
      roles,
      accounts: accounts.flatMap((each) =>
        'value' in each ? [{ ...each.value, externalId: externalId(customer, each.value.account) }] : [],
      ),
    },
    fleetText,
  )
  return written(ground, [file], {
    ...options,
    next: `hand the customer bootstrap/customer-roles.template.yml with the external ids of that file; then: fleet new pipeline ${customer}/<name>`,
  })
}

/** An account is one customer's. */
function ownedRefusal({ customers }: Fleet, account: string): readonly string[] {
  const owner = customers.find(({ accounts }) => accounts.some(({ id }) => id === account))
  return owner === undefined ? [] : [`account ${account} already belongs to ${owner.name}`]
}

/** As bootstrap/customer-roles.template.yml names them. */
const ROLES = { plan: 'fleetwright-plan', apply: 'fleetwright-apply', service: 'fleetwright-service' } as const

/** 128 bits of chance behind a name that a person recognises. */
function externalId(customer: string, account: string): string {
  return `${customer}-${account}-${randomBytes(16).toString('hex')}`
}

export interface PipelineFlags extends Where {
  readonly account?: string
  readonly region?: string
  readonly blueprint?: string
  readonly release?: string
  readonly set?: readonly string[]
}

/** `name`: `customer/pipeline`. */
export async function newPipelineFile(name: string, flags: PipelineFlags, options: Format): Promise<Said> {
  const ground = await groundIn(flags.dir)
  const { fleet, fleetText } = ground
  const [owner = '', pipeline = '', ...more] = name.split('/')
  if (pipeline === '' || more.length > 0)
    return refused([`\`${name}\` names no pipeline; expected: <customer>/<pipeline>`])
  const customer = fleet.customers.find((each) => each.name === owner)
  const account = customer?.accounts.find((each) => each.name === flags.account)
  const blueprint = fleet.blueprints.get(flags.blueprint ?? '')
  const settings = (flags.set ?? []).map(settingOf)
  const choices = [
    { flag: '--account', said: flags.account, exist: customer?.accounts.map((each) => each.name) ?? [] },
    { flag: '--region', said: flags.region, exist: account?.regions ?? [] },
    { flag: '--blueprint', said: flags.blueprint, exist: [...fleet.blueprints.keys()] },
    { flag: '--release', said: flags.release, exist: [...fleet.releaseSets.keys()] },
  ]
  const refusals = [
    ...nameRefusal('pipeline', pipeline),
    ...choiceRefusal({ flag: 'customer', said: owner, exist: fleet.customers.map((each) => each.name) }),
    ...taken(ground, pipelinePath(owner, pipeline)),
    // Without its customer or account there is nothing to choose a region from.
    ...choices.filter(({ exist }) => exist.length > 0).flatMap(choiceRefusal),
    ...settings.flatMap((each) => ('refusals' in each ? each.refusals : [])),
  ]
  const { region, release } = flags
  if (refusals.length > 0 || !customer || !account || !blueprint || region === undefined || release === undefined)
    return refused(refusals)
  const ring = fleet.rings.find((each) => each.name === customer.ring)
  const layers = [blueprint.layer, fleet.defaults, ...(ring === undefined ? [] : [ring.layer]), customer.layer]
  const set = new Map(settings.flatMap((each) => ('value' in each ? [each.value] : [])))
  const wish = { customer: owner, pipeline, account: account.name, region, release, settings: set }
  return written(ground, [newPipeline(wish, { blueprint, layers, fleetText })], options)
}

export async function newVersionFiles(
  wish: { readonly blueprint: string; readonly version: string },
  flags: Where & { readonly from?: string },
  options: Format,
): Promise<Said> {
  const ground = await groundIn(flags.dir)
  const refusals = versionRefusals({ ...wish, from: flags.from }, ground.fleet, ground.tree)
  if (refusals.length > 0) return refused(refusals)
  const from = flags.from ?? versionsOf(wish.blueprint, ground.tree).at(-1) ?? ''
  const folder = blueprintFolder(wish.blueprint, wish.version)
  const inTheWay = taken(ground, folder)
  return inTheWay.length > 0
    ? refused(inTheWay)
    : written(ground, newBlueprintVersion({ ...wish, from }, ground.tree), options)
}

async function groundIn(asked: string | undefined): Promise<Ground> {
  const dir = fleetFolder(asked)
  const tree = await workingTree(dir)
  const file = tree.get(FLEET_FILE)
  if (file === undefined)
    throw new FleetwrightError(`reading ${join(dir, FLEET_FILE)}, which is not there`, {
      code: 'cannot-read',
      nextMove: 'author',
      retryable: false,
      hint: 'go to the folder that holds fleet.yml, or name it with --dir',
    })
  return { dir, tree, fleet: normalise(draftOf(tree)), fleetText: file.text }
}

function taken({ dir }: Ground, path: string): readonly string[] {
  return existsSync(join(dir, path)) ? [`${prefixOf(dir)}${path} is there already, and nothing is overwritten`] : []
}

function refused(reasons: readonly string[]): Said {
  return { code: 1, text: ['nothing was written:', ...reasons.map((reason) => `  ${reason}`)].join('\n') }
}

async function written(
  ground: Ground,
  files: readonly NewFile[],
  options: Format & { readonly next?: string },
): Promise<Said> {
  const { dir } = ground
  // Absolute: in a folder that is gone, Node would look for a relative one for ever.
  const home = resolve(dir)
  for (const { path, text } of files) {
    await mkdir(dirname(join(home, path)), { recursive: true })
    // `wx` fails where somebody else was faster.
    await writeFile(join(home, path), text, { flag: 'wx' })
  }
  const read = await readHere(await workingTree(dir))
  const paths = new Set(files.map(({ path }) => path))
  const own = read.problems.filter(({ at }) => paths.has(at.file))
  // Written, and not yet what a pull request needs.
  const code = own.length === 0 ? 0 : 1
  if (options.json) return { code, text: json({ written: [...paths], problems: own }) }
  const prefix = prefixOf(dir)
  const lines = [...paths].map((path) => `wrote ${prefix}${path}`)
  const others = read.problems.length - own.length
  const rest = [
    ...(options.next === undefined ? [] : [`next: ${options.next}`]),
    ...(others === 0 ? [] : [`${count(others, 'problem')} in other files: fleet validate ${dir}`]),
  ]
  if (own.length === 0) return { code: 0, text: [...lines, ...rest].join('\n') }
  const shown = problemsInTerminal(own, read.files, { prefix, colour: options.colour })
  return {
    code,
    text: [...lines, '', 'What is still to be filled in or put right:', '', shown, '', ...rest].join('\n'),
  }
}
