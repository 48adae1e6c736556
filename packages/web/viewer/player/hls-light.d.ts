// The light build (no captions, no DRM, no second audio track) has the types of the whole.
declare module 'hls.js/light' {
  export * from 'hls.js'
  export { default } from 'hls.js'
}
