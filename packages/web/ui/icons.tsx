// Line icons on a 24 grid, 1.9 stroke, round caps. Size comes from the font: `1.4em`, or the class that wraps them.
import type { ReactNode, SVGProps } from 'react'

export type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'> & { readonly size?: number }
export type Icon = (props: IconProps) => ReactNode

const line =
  (drawing: ReactNode): Icon =>
  ({ size = 22, ...rest }) => (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      {drawing}
    </svg>
  )

export const BagIcon = line(
  <path d="M5.5 8h13l1 11.2a1.6 1.6 0 0 1-1.6 1.8H6.1a1.6 1.6 0 0 1-1.6-1.8zM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5" />,
)
export const BellIcon = line(<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0" />)
export const BoltIcon = line(<path d="M13.5 3 5 13.5h5.5L9.5 21 19 10h-6z" fill="currentColor" strokeWidth="1.2" />)
export const CalendarIcon = line(
  <>
    <rect x="4" y="5.5" width="16" height="15" rx="2" />
    <path d="M4 10h16M8.5 3v4M15.5 3v4" />
  </>,
)
export const CameraIcon = line(
  <>
    <rect x="3" y="6.5" width="12.5" height="11" rx="2.5" />
    <path d="m15.5 10.5 5.5-3v9l-5.5-3" />
  </>,
)
export const CardIcon = line(
  <>
    <rect x="3" y="5.5" width="18" height="13.5" rx="2" />
    <path d="M3 10h18M7 15h3.5" />
  </>,
)
export const CartIcon = line(
  <>
    <path d="M3 4.5h2.4l2.3 10.3h9.9l2-7.3H6.3" />
    <circle cx="9.2" cy="19" r="1.3" />
    <circle cx="16.4" cy="19" r="1.3" />
  </>,
)
export const CheckIcon = line(<path d="m5 12.5 4.5 4.5L19 7.5" />)
export const ClockIcon = line(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.5 2" />
  </>,
)
export const CloseIcon = line(<path d="M6 6l12 12M18 6 6 18" />)
export const CoinIcon = line(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 8v8M9.5 9.5 12 8l2.5 1.5M9.5 14.5 12 16l2.5-1.5" />
  </>,
)
export const CopyIcon = line(
  <>
    <rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2" />
    <path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5" />
  </>,
)
export const DevicesIcon = line(
  <>
    <path d="M11 15H4.500A1.500 1.500 0 0 1 3 13.500v-8A1.500 1.500 0 0 1 4.500 4h12A1.500 1.500 0 0 1 18 5.500" />
    <rect x="13.500" y="9" width="7.500" height="11.500" rx="1.500" />
    <path d="M6 18h5" />
  </>,
)
export const DownIcon = line(<path d="m6 9.5 6 6 6-6" />)
export const EyeIcon = line(
  <>
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
    <circle cx="12" cy="12" r="2.8" />
  </>,
)
export const FullscreenIcon = line(<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />)
export const GavelIcon = line(<path d="m13.5 4 6.5 6.5M10 7.5l6.5 6.5M11.8 5.7l6.5 6.5M13 11l-8 8M4 21h8" />)
export const GearIcon = line(
  <>
    <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
    <circle cx="15" cy="7" r="2.2" />
    <circle cx="9" cy="17" r="2.2" />
  </>,
)
export const GiftIcon = line(
  <path d="M4 12h16v8a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM3 8h18v4H3zM12 8v13M12 8S10.5 3 8 3.5 8 8 12 8zM12 8s1.5-5 4-4.5S16 8 12 8z" />,
)
export const GripIcon = line(
  <g fill="currentColor" stroke="none">
    <circle cx="9" cy="6" r="1.5" />
    <circle cx="15" cy="6" r="1.5" />
    <circle cx="9" cy="12" r="1.5" />
    <circle cx="15" cy="12" r="1.5" />
    <circle cx="9" cy="18" r="1.5" />
    <circle cx="15" cy="18" r="1.5" />
  </g>,
)
export const QuestionIcon = line(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M9.8 9.5c0-3 4.6-3 4.6 0 0 2-2.4 2-2.4 4M12 16.5v.2" />
  </>,
)
export const HeartIcon = line(
  <path d="M12 20.3 4.3 12.6a4.9 4.9 0 0 1 0-7 4.9 4.9 0 0 1 7 0l.7.7.7-.7a4.9 4.9 0 0 1 7 0 4.9 4.9 0 0 1 0 7z" />,
)
export const HeartFilledIcon = line(
  <path
    fill="currentColor"
    stroke="none"
    d="M12 20.8 3.8 12.9a5.2 5.2 0 0 1 0-7.5 5.3 5.3 0 0 1 7.5 0l.7.7.7-.7a5.3 5.3 0 0 1 7.5 0 5.2 5.2 0 0 1 0 7.5z"
  />,
)
export const HomeIcon = line(<path d="M4 11 12 4l8 7v9h-5.5v-5.5h-5V20H4z" />)
export const LeftIcon = line(<path d="m14.5 6-6 6 6 6" />)
export const LockIcon = line(
  <>
    <rect x="5" y="10.5" width="14" height="10" rx="2" />
    <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" />
  </>,
)
export const MailIcon = line(
  <>
    <rect x="3" y="5.5" width="18" height="13.5" rx="2" />
    <path d="m4 7.5 8 6 8-6" />
  </>,
)
export const MegaphoneIcon = line(<path d="M4 10v4h3l8 4.5v-13L7 10zM18.5 9a4 4 0 0 1 0 6M7.5 14.5l1 5h2.5l-.8-3.5" />)
export const MessageIcon = line(
  <path d="M4.5 5h15A1.5 1.5 0 0 1 21 6.500v9a1.500 1.500 0 0 1-1.500 1.500H11l-5 3.500V17H4.500A1.500 1.500 0 0 1 3 15.500v-9A1.500 1.500 0 0 1 4.500 5zM7.500 9.500h9M7.500 12.800h5.500" />,
)
export const MicrophoneIcon = line(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5" />
  </>,
)
export const MinusIcon = line(<path d="M5.5 12h13" />)
export const MoreIcon = line(
  <g fill="currentColor" stroke="none">
    <circle cx="5" cy="12" r="1.8" />
    <circle cx="12" cy="12" r="1.8" />
    <circle cx="19" cy="12" r="1.8" />
  </g>,
)
export const SignalIcon = line(<path d="M4 18v-3M9.3 18v-6M14.6 18V8.5M20 18V5" strokeWidth="2.6" />)
export const PacketIcon = line(
  <>
    <rect x="5" y="3.5" width="14" height="17" rx="2" />
    <path d="M5 8.5c4 3.5 10 3.5 14 0" />
    <circle cx="12" cy="11.5" r="2" />
  </>,
)
export const PauseIcon = line(<path d="M8.5 5v14M15.5 5v14" strokeWidth="3" />)
export const PeopleIcon = line(
  <>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M2.5 20c.3-4 3-6 6.5-6s6.2 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18.5 14.5c1.8.9 2.8 2.7 3 5.5" />
  </>,
)
export const PinIcon = line(<path d="M9 3.5h6l-.7 6 3.2 3.5v2h-11v-2L9.7 9.5zM12 15v6" />)
export const PlayIcon = line(<path d="M8 5.5v13l10.5-6.5z" fill="currentColor" />)
export const PlusIcon = line(<path d="M12 5.5v13M5.5 12h13" />)
export const PollIcon = line(<path d="M5 20v-7M12 20V4M19 20v-10" strokeWidth="3" />)
export const RefreshIcon = line(
  <path d="M19.5 11a7.5 7.5 0 0 0-13.7-3L4 10.5M4 5v5.5h5.5M4.5 13a7.5 7.5 0 0 0 13.7 3l1.8-2.5M20 19v-5.5h-5.5" />,
)
export const ReplyIcon = line(<path d="M9.5 6 4 11.5 9.5 17M4 11.5h9.5c4 0 6 2.5 6.5 6.5" />)
export const RightIcon = line(<path d="m9.5 6 6 6-6 6" />)
export const RotateIcon = line(
  <>
    <rect x="8" y="5" width="8" height="14" rx="1.5" />
    <path d="M4 9a9 9 0 0 1 3-5M20 15a9 9 0 0 1-3 5" />
  </>,
)
export const ScreenIcon = line(
  <>
    <rect x="3" y="4.5" width="18" height="12.5" rx="2" />
    <path d="M9 20.5h6M12 13.5v-5.5M9.5 10 12 7.5 14.5 10" />
  </>,
)
export const SearchIcon = line(
  <>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="m15 15 5 5" />
  </>,
)
export const ShareIcon = line(<path d="M14 5l6 5.5-6 5.5v-3.5C9 12.5 6 14 4 18c0-5.5 3-9.5 10-9.5z" />)
export const ShieldIcon = line(
  <>
    <path d="M12 3.5 5 6v5.5c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z" />
    <path d="m9 12 2.2 2.2L15.2 10" />
  </>,
)
export const StarIcon = line(
  <path d="m12 4 2.5 5.2 5.6.7-4.1 3.9 1.1 5.6-5.1-2.8-5.1 2.8L8 13.8 3.9 9.9l5.6-.7z" fill="currentColor" />,
)
export const StopIcon = line(<rect x="5.5" y="5.5" width="13" height="13" rx="2.5" fill="currentColor" stroke="none" />)
export const TagIcon = line(
  <>
    <path d="M3.5 4.5v7l9 9 8-8-9-9h-7z" />
    <circle cx="8" cy="8.5" r="1.2" fill="currentColor" />
  </>,
)
export const TicketIcon = line(
  <path d="M3 8a1.5 1.5 0 0 1 1.5-1.5h15A1.5 1.5 0 0 1 21 8v2a2 2 0 0 0 0 4v2a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16v-2a2 2 0 0 0 0-4zM14.5 7v2M14.5 11v2M14.5 15v2" />,
)
export const TrophyIcon = line(
  <path d="M7.5 4h9v5.5a4.5 4.5 0 0 1-9 0zM7.5 5.5H4c0 3.5 1.3 5 3.7 5M16.5 5.5H20c0 3.5-1.3 5-3.7 5M12 14v4M8.5 20.5h7" />,
)
export const TrashIcon = line(<path d="M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5" />)
export const TruckIcon = line(
  <>
    <path d="M2.5 6.5H14v10H2.5zM14 10h4l3.5 3.5v3H14z" />
    <circle cx="7" cy="17.5" r="2" />
    <circle cx="17" cy="17.5" r="2" />
  </>,
)
export const UndoIcon = line(<path d="M8.5 5 4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3" />)
export const UpIcon = line(<path d="M12 19V6M6.5 11 12 5.5 17.5 11" />)
export const VolumeIcon = line(
  <path d="M4 9.5v5h3.5l5 4.5V5l-5 4.5zM16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a7.8 7.8 0 0 1 0 11" />,
)
export const WarningIcon = line(<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.2" />)
export const MutedIcon = line(<path d="M4 9.5v5h3.5l5 4.5V5l-5 4.5zM16.5 9.5l5 5M21.5 9.5l-5 5" />)
export const GlobeIcon = line(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c3 3 3 14 0 17M12 3.5c-3 3-3 14 0 17" />
  </>,
)
export const CalmIcon = line(<path d="M4 9c3-3 5 3 8 0s5 3 8 0M4 15c3-3 5 3 8 0s5 3 8 0" />)
export const OrdersIcon = line(
  <>
    <rect x="5" y="3.5" width="14" height="17" rx="2" />
    <path d="M8.5 8.5h7M8.5 12h7M8.5 15.5h4" />
  </>,
)
export const UserIcon = line(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4.5 20.5c.5-4.500 3.500-6.500 7.500-6.500s7 2 7.500 6.500" />
  </>,
)
