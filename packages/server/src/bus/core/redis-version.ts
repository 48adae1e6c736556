// Versions of Redis with holes that a script can be made to use (CVE-2025-49844 and its like): warned about at start.

/** The first good one of each line that still got one. */
const GOOD_SINCE: readonly (readonly [number, number, number])[] = [
  [7, 2, 11],
  [7, 4, 6],
  [8, 0, 4],
  [8, 2, 2],
]

/** What is newer than every line here is good; a line without a good one is too old. Not a version: nothing to say. */
export const isTooOld = (version: string): boolean => {
  const [major, minor, patch] = version.split('.').map(Number)
  if (major === undefined || minor === undefined || patch === undefined || Number.isNaN(major + minor + patch))
    return false
  const line = GOOD_SINCE.find(([ofMajor, ofMinor]) => ofMajor === major && ofMinor === minor)
  if (line) return patch < line[2]
  const [lastMajor, lastMinor] = GOOD_SINCE.at(-1)!
  return major < lastMajor || (major === lastMajor && minor < lastMinor)
}
