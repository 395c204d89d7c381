/**
 * Can anything reach the default branch that the bot did not pass?
 *
 * Both of GitHub's ways are read, classic protection and rulesets, with no
 * more than contents and metadata to read. A check that is required by name
 * alone can be published by anybody who may write checks: it has to be pinned
 * to our App. Who may bypass a rule is shown to administrators only.
 */
import type { BranchFacts, RequiredCheck } from './facts.ts'
import { type Finding, isTold, type Told, untold } from './model.ts'

export function branchFindings(
  branch: Told<BranchFacts>,
  wanted: { readonly names: readonly string[]; readonly appId: number },
): readonly Finding[] {
  const about = 'default branch'
  if (!isTold(branch)) return [untold({ check: 'required-checks', about }, branch.silence)]
  return [...wanted.names.map((name) => requiredCheck(branch.is, name, wanted.appId)), past(branch.is)]
}

function requiredCheck(branch: BranchFacts, name: string, appId: number): Finding {
  const looked = { check: 'required-checks', about: `default branch ${branch.name}` }
  const entries = branch.required.filter((each) => each.name === name)
  if (entries.some((each) => each.appId === appId)) {
    return { ...looked, outcome: 'well', says: `\`${name}\` of this App is required` }
  }
  const [entry] = entries
  const hint = `in the rules of ${branch.name}, require \`${name}\` and choose this App (${appId}) as its source`
  return { ...looked, outcome: 'wrong', says: faultOf(name, entry), nextMove: 'repository administrator', hint }
}

function faultOf(name: string, entry: RequiredCheck | undefined): string {
  if (entry === undefined) return `\`${name}\` is not required: what it refuses can be merged`
  if (entry.appId === undefined)
    return `\`${name}\` is required from anybody: whoever may write checks can turn it green`
  return `\`${name}\` is required from another App (${entry.appId})`
}

function past({ name, approvals }: BranchFacts): Finding {
  const looked = { check: 'reviews', about: `default branch ${name}` }
  if (approvals !== undefined) {
    return { ...looked, outcome: 'well', says: `a ruleset asks for a pull request with ${approvals} approving reviews` }
  }
  const says =
    'whether it asks for reviews, and who may go past its rules, GitHub shows to administrators alone; what comes ' +
    'unreviewed is held by the bot'
  return { ...looked, outcome: 'unseen', says }
}
