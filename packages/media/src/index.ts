export { type FlvFile, flvHeader, flvMetadata, flvTag, readFlv } from './flv/file.ts'
export type { StreamFacts } from './flv/metadata.ts'
export type { MediaTag } from './flv/tag.ts'
export type { ResourceName } from './hls/names.ts'
export {
  createPackager,
  type Edge,
  type Packager,
  type PackagerOptions,
  type TrackFacts,
} from './hls/packager.ts'
export { createArrivalClock, type WallClock } from './hls/wall-clock.ts'
export { parseRtmpAddress, type RtmpTarget } from './rtmp/address.ts'
export { createRtmpIngest, type RtmpIngest, type RtmpLimits, type RtmpOutput, type RtmpState } from './rtmp/ingest.ts'
export { createRtmpPublisher, type RtmpPublisher, type RtmpPublisherOutput } from './rtmp/publisher.ts'
export { createStreamStats, type StreamHealth, type StreamStats } from './stats.ts'
export { isViolation, MediaViolation, type ViolationCode } from './violation.ts'
