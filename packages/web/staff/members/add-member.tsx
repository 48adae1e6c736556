import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../hawker.ts'
import { PASSWORD_MIN_CHARACTERS } from '../limits.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from '../rooms/form.module.css'
import { StepUp } from '../session/step-up.tsx'
import { MEMBERS_KEY, ROLES_GIVEN, type StaffRole } from './roles.ts'

const NAME_MAX = 32

/** Name, role and a first password, which the owner hands over himself: nothing is mailed. */
export const AddMember = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation()
  const { studio } = useHawker()
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<StaffRole>('assistant')
  const [password, setPassword] = useState('')
  const [touched, setTouched] = useState(false)
  const tooShort = [...password].length < PASSWORD_MIN_CHARACTERS
  const good = email.includes('@') && name.trim() !== '' && !tooShort
  const add = useMutation({
    mutationFn: () =>
      answered(studio.addStaff({ email: email.trim(), name: name.trim(), role, password, avatarUrl: null })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: MEMBERS_KEY })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good) add.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t('members.add')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <StepUp of={add}>
        <form className={styles.form} onSubmit={submit}>
          <TextInput
            label={t('members.name')}
            description={t('members.nameWhy')}
            maxLength={NAME_MAX}
            required
            withAsterisk={false}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="staff-name"
          />
          <TextInput
            type="email"
            label={t('signin.email')}
            autoComplete="off"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            data-testid="staff-email"
          />
          <Select
            label={t('members.role')}
            description={t(`members.can.${role}`)}
            value={role}
            allowDeselect={false}
            data={ROLES_GIVEN.map((one) => ({ value: one, label: t(`role.${one}`) }))}
            onChange={(one) => one && setRole(one as StaffRole)}
          />
          <PasswordInput
            label={t('members.password')}
            description={t('members.passwordWhy', { count: PASSWORD_MIN_CHARACTERS })}
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            onBlur={() => setTouched(true)}
            error={touched && password !== '' && tooShort ? t('signin.tooShort') : null}
            visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }}
            data-testid="staff-password"
          />
          <RefusalNote error={add.error} />
          <div className={styles.end}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={!good} data-testid="staff-save">
              {t('members.save')}
            </Button>
          </div>
        </form>
      </StepUp>
    </Modal>
  )
}
