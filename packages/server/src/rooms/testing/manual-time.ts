export { ManualTime, settle } from '#kernel/testing/manual-time'
