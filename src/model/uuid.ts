// SPDX-License-Identifier: Apache-2.0

/** As the services write their ids: with dashes, or without (Keystone). */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text);
