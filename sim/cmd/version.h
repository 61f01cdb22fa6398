/* The program's version: in transcripts, in `--version`, in the man page. */
#ifndef CMD_VERSION_H
#define CMD_VERSION_H

#define VERSION "1.0"

#endif
