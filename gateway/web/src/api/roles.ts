import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Role } from '@lyceum/sdk';

const NAMES = { student: msg`student`, mentor: msg`mentor`, admin: msg`admin` };

export const roleName = (role: Role): string => i18n._(NAMES[role]);
