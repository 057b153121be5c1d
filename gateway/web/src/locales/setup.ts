import { i18n } from '@lingui/core';
import { messages } from './en.po';

i18n.loadAndActivate({ locale: 'en', messages });
