/** Reads back what `fragment` wrote: for tests, and for whoever looks into a part. Trusts its input. */
export interface TrackRun {
  trackId: number
  dts: number
  samples: { duration: number; size: number; sync: boolean; composition: number; data: Uint8Array }[]
}

export function inspectFragment(bytes: Uint8Array): TrackRun[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const runs: TrackRun[] = []
  let run: TrackRun | undefined
  const walk = (from: number, to: number) => {
    for (let at = from; at < to; ) {
      const size = view.getUint32(at)
      const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
      if (type === 'moof' || type === 'traf') walk(at + 8, at + size)
      if (type === 'tfhd') {
        run = { trackId: view.getUint32(at + 12), dts: 0, samples: [] }
        runs.push(run)
      }
      if (type === 'tfdt') run!.dts = Number(view.getBigUint64(at + 12))
      if (type === 'trun') readTrun(at)
      at += size
    }
  }
  const readTrun = (at: number) => {
    const video = (view.getUint32(at + 8) & 0x800) !== 0
    let data = view.getUint32(at + 16)
    for (let i = 0, entry = at + 20; i < view.getUint32(at + 12); i++, entry += video ? 16 : 8) {
      const size = view.getUint32(entry + 4)
      run!.samples.push({
        duration: view.getUint32(entry),
        size,
        sync: !video || (view.getUint32(entry + 8) & 0x10000) === 0,
        composition: video ? view.getInt32(entry + 12) : 0,
        data: bytes.subarray(data, data + size),
      })
      data += size
    }
  }
  walk(0, bytes.length)
  return runs
}
