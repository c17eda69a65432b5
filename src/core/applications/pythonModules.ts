/** Modules of Python 3.10 to 3.13 itself, by their first name. @see sys.stdlib_module_names */
const standard = new Set(`__future__ abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop collections
  colorsys compileall concurrent configparser contextlib contextvars copy copyreg cProfile crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno
  faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io
  ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib ntpath nturl2path numbers opcode
  operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random
  re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
  statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback
  tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(/\s+/));

export const isStandard = (module: string): boolean => standard.has(module.split('.')[0] ?? '');

/** Distributions whose names do not follow from the import. */
const renamed: Readonly<Record<string, string>> = {
  yaml: 'pyyaml', dotenv: 'python-dotenv', PIL: 'pillow', sklearn: 'scikit-learn', jwt: 'pyjwt', bs4: 'beautifulsoup4', dateutil: 'python-dateutil', cv2: 'opencv-python', Crypto: 'pycryptodome', OpenSSL: 'pyopenssl',
  attr: 'attrs', magic: 'python-magic', docx: 'python-docx', pptx: 'python-pptx', jose: 'python-jose', multipart: 'python-multipart', github: 'pygithub', git: 'gitpython', serial: 'pyserial', win32api: 'pywin32', AgentOperatingSystem: 'agentoperatingsystem',
};

/** Names, as indexes of packages write them, of distributions that may hold a module: `azure.storage.blob` is in azure-storage-blob, azure-storage or azure. */
export function distributionsOf(module: string): readonly string[] {
  const parts = module.split('.');
  const known = renamed[parts[0] ?? ''];
  if (known !== undefined) return [known];
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-').toLowerCase().replace(/_/g, '-'));
}
