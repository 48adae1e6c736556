// Who works in the shop, and as what. The owner adds, changes and takes away.
import type { Answer } from '@hawker/sdk'
import { Button, Modal, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx'
import { answered, useHawker } from '../hawker.ts'
import { PageFrame } from '../page-frame.tsx'
import { RefusalNote } from '../refusal-note.tsx'
import form from '../rooms/form.module.css'
import { asksToSignIn, StepUp } from '../session/step-up.tsx'
import { useMay, useYou } from '../session/you.ts'
import { AddMember } from './add-member.tsx'
import styles from './members.module.css'
import { MEMBERS_KEY, ROLES_GIVEN, type StaffRole } from './roles.ts'

type Member = Answer<'staff.listStaff'>['staff'][number]

const Row = ({ member, mayWrite }: { member: Member; mayWrite: boolean }) => {
  const { t } = useTranslation()
  const { studio } = useHawker()
  const you = useYou()
  const queries = useQueryClient()
  const [leaving, setLeaving] = useState(false)
  const change = useMutation({
    mutationFn: (role: StaffRole | null) => answered(studio.changeStaff(member.id, role)),
    onSuccess: () => setLeaving(false),
    onSettled: () => queries.invalidateQueries({ queryKey: MEMBERS_KEY }),
  })
  const again = asksToSignIn(change.error)
  const close = () => {
    setLeaving(false)
    if (again) change.reset()
  }
  const own = member.id === you.person.id
  return (
    <li className={styles.row} data-testid="staff-row" data-user={member.id}>
      <Avatar name={member.name} url={member.avatarUrl} size={40} />
      <span className={styles.about}>
        <b>
          {member.name}
          {own && <small>{t('members.you')}</small>}
        </b>
        <small>{member.email}</small>
      </span>
      {mayWrite && !own ? (
        <>
          <Select
            className={styles.role!}
            aria-label={t('members.roleOf', { name: member.name })}
            value={member.role}
            allowDeselect={false}
            disabled={change.isPending}
            data={ROLES_GIVEN.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            onChange={(role) => role && change.mutate(role as StaffRole)}
            data-testid="staff-role"
          />
          <button
            type="button"
            className={styles.remove}
            onClick={() => setLeaving(true)}
            aria-label={t('members.remove', { name: member.name })}
            data-testid="staff-remove"
          >
            <CloseIcon size={18} />
          </button>
        </>
      ) : (
        <span className={styles.fixed}>{t(`role.${member.role}`)}</span>
      )}
      {change.error && !leaving && !again && (
        <div className={styles.fault}>
          <RefusalNote error={change.error} />
        </div>
      )}
      <Modal
        opened={leaving || again}
        onClose={close}
        title={leaving ? t('members.removeSure', { name: member.name }) : t('members.roleOf', { name: member.name })}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <StepUp of={change}>
          <div className={form.form}>
            <p className="quiet">{t('members.removeWhat')}</p>
            <RefusalNote error={change.error} />
            <div className={form.end}>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button
                color="red"
                loading={change.isPending}
                onClick={() => change.mutate(null)}
                data-testid="staff-remove-confirm"
              >
                {t('members.removeDo')}
              </Button>
            </div>
          </div>
        </StepUp>
      </Modal>
    </li>
  )
}

export const MembersPage = () => {
  const { t } = useTranslation()
  const { studio } = useHawker()
  const maySee = useMay('room.operate')
  const mayWrite = useMay('staff.write')
  const [adding, setAdding] = useState(false)
  const { data, error, isPending } = useQuery({
    queryKey: MEMBERS_KEY,
    queryFn: async () => (await answered(studio.staff())).staff,
    enabled: maySee,
  })
  return (
    <PageFrame here="staff">
      <div className={styles.top}>
        <div>
          <h1>{t('pages.staff')}</h1>
          <p className="quiet">{t(mayWrite ? 'members.what' : 'members.whatSeen')}</p>
        </div>
        {mayWrite && (
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setAdding(true)} data-testid="staff-add">
            {t('members.add')}
          </Button>
        )}
      </div>
      {!maySee && <p className="quiet">{t('refusal.not-allowed')}</p>}
      {maySee && isPending && <p className="quiet">{t('common.loading')}</p>}
      {!data && <RefusalNote error={error} />}
      <ul className={styles.list}>
        {data?.map((member) => (
          <Row key={member.id} member={member} mayWrite={mayWrite} />
        ))}
      </ul>
      {data && (
        <dl className={styles.legend}>
          {ROLES_GIVEN.map((role) => (
            <div key={role}>
              <dt>{t(`role.${role}`)}</dt>
              <dd>{t(`members.can.${role}`)}</dd>
            </div>
          ))}
        </dl>
      )}
      {adding && <AddMember onClose={() => setAdding(false)} />}
    </PageFrame>
  )
}
