const CODES = ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT', 'EROFS', 'EIO'];

/** The message of an error of the file system. Undefined for any other error, such as that of a socket. */
export function fileErrorMessage(error: unknown): string | undefined {
  const { code = '', syscall, message } = error as NodeJS.ErrnoException;
  return CODES.includes(code) && syscall !== 'connect' ? message : undefined;
}
