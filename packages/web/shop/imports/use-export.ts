// The catalogue as a file of the reader's own.
import { useMutation } from '@tanstack/react-query'
import { answered } from '../../staff/hawker.ts'
import { useCatalogue } from '../use-catalogue.ts'

const NAME = 'catalogue.csv'

export const useExport = () => {
  const catalogue = useCatalogue()
  return useMutation({
    mutationFn: async () => (await answered(catalogue.exportCsv())) as Blob,
    onSuccess: (table) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(table)
      link.download = NAME
      link.click()
      // The browser has taken hold of it by the next turn.
      window.setTimeout(() => URL.revokeObjectURL(link.href))
    },
  })
}
