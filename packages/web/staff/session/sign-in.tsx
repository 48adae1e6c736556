import { useTranslation } from 'react-i18next'
import { Door } from './door.tsx'
import { SignInForm } from './sign-in-form.tsx'

export const SignIn = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation()
  return (
    <Door title={t('signin.title')}>
      <SignInForm name="signin" onDone={onDone} />
    </Door>
  )
}
