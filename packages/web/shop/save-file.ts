/** Hands a file to whoever looks at the page, under a name. */
export const saveFile = (name: string, file: Blob): void => {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken it by the next turn; a minute is for those that ask first.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
