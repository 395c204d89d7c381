/**
 * Is this the Node we were built for?
 *
 * Loaded by `--import` before anything else, in plain JavaScript, because an
 * older Node cannot even read the TypeScript that would tell it so. npm brings
 * the right one; only `npm ci --omit=optional` leaves it out.
 */
const OLDEST = 26

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  process.stderr.write(
    `fleetwright: this is Node ${process.versions.node}, and Node ${OLDEST} is needed: run \`npm ci\` without --omit=optional, which brings it\n`,
  )
  process.exit(1)
}
