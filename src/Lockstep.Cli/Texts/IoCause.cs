using System.ComponentModel;

namespace Lockstep.Cli.Texts;

/// <summary>Why a file could not be read or written, in the system's few words instead of the framework's sentence, which repeats the path.</summary>
internal static class IoCause
{
    public static string Of(Exception failure) => failure switch
    {
        Native.Disk.FileSystemException disk => disk.Cause,
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "permission denied",
        PathTooLongException => "the path is too long",
        IOException { InnerException: Win32Exception system } => system.Message.ToLowerInvariant(),
        IOException { HResult: > 0 and var error } => new Win32Exception(error).Message.ToLowerInvariant(),
        _ => failure.Message.TrimEnd('.'),
    };
}
