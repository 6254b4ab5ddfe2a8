/** The variables of the environment that say who the operator is. */
export const ID_TOKEN = 'LOADGATE_OPERATOR_ID_TOKEN';
export const REFRESH_TOKEN = 'LOADGATE_OPERATOR_REFRESH_TOKEN';
export const API_KEY = 'LOADGATE_FIREBASE_API_KEY';
export const TOKEN_URL = 'LOADGATE_SECURE_TOKEN_URL';
