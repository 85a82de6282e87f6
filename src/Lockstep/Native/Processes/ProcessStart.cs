using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Native.Processes;

/// <summary>What a new process is given. Strings are bytes without a terminating zero, as the kernel takes them.</summary>
internal sealed record ProcessStart
{
    /// <summary>The program, an absolute path or one with a slash.</summary>
    public required byte[] Path { get; init; }

    /// <summary>All arguments, the program's name first.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Arguments { get; init; }

    /// <summary>Variables in the form <c>NAME=value</c> that are added to ours or replace them.</summary>
    public IReadOnlyList<byte[]> AddedEnvironment { get; init; } = [];

    /// <summary>Where it starts: a directory's path, or null for our own directory.</summary>
    public ReadOnlyMemory<byte>? Directory { get; init; }

    /// <summary>Where it starts: an open directory; goes before <see cref="Directory"/>.</summary>
    public SafeHandle? OpenDirectory { get; init; }

    /// <summary>Whether it leads a session and process group of its own, without our terminal.</summary>
    public bool NewSession { get; init; }

    /// <summary>Its standard input; null is <c>/dev/null</c>.</summary>
    public SafeFileHandle? Input { get; init; }

    /// <summary>Its standard output.</summary>
    public required SafeFileHandle Output { get; init; }

    /// <summary>Its standard error.</summary>
    public required SafeFileHandle Error { get; init; }
}
