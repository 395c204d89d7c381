/**
 * What becomes of the bot when the demo is killed?
 *
 * Loaded in front of the bot, in its process: its standard input is held open
 * by whoever started it, and closes however that one ends. A demo that is
 * killed with -9 cannot tidy up; without this its bot would ask simulators
 * that are gone, for ever.
 */
process.stdin.resume()
process.stdin.once('close', () => process.exit(1))
// It alone is no reason to stay.
if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref()
