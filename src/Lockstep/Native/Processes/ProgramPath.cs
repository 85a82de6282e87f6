namespace Lockstep.Native.Processes;

/// <summary>
/// Finds the programs we start. Only absolute entries of PATH count: neither the current directory nor that of our own program is searched, so
/// a project cannot bring a program that is started in place of the user's. Every program that is started by its name is found here.
/// </summary>
public static class ProgramPath
{
    /// <summary>What execvp(3) searches where there is no PATH.</summary>
    private static readonly byte[] UsualPath = "/usr/bin:/bin"u8.ToArray();

    private static readonly Lazy<byte[]> OwnPath = new(() => ProcessEnvironment.Find("PATH"u8) ?? UsualPath);

    /// <summary>Returns the absolute path of the program of that name; null when there is none.</summary>
    /// <param name="name">A name without a slash.</param>
    public static byte[]? Find(ReadOnlySpan<byte> name) => SystemFamily.Current.FindProgram(name);

    /// <summary>Searches the PATH of this process as Linux does.</summary>
    internal static byte[]? FindOnLinux(ReadOnlySpan<byte> name) => Find(name, OwnPath.Value);

    /// <summary>Returns the first file of that name that may be executed, else the first that is there at all; null when there is none.</summary>
    /// <param name="name">A name without a slash.</param>
    /// <param name="path">Directories, separated by colons, as in PATH.</param>
    internal static byte[]? Find(ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        if (name.IsEmpty || name.Contains((byte)'/'))
        {
            return null;
        }

        byte[]? unfit = null;
        foreach (Range range in path.Split((byte)':'))
        {
            ReadOnlySpan<byte> directory = path[range];
            if (directory is not [(byte)'/', ..])
            {
                continue;
            }

            byte[] candidate = [.. directory, (byte)'/', .. name];
            if (IsDirectory(candidate))
            {
                continue;
            }

            if (ProcessCalls.Access(candidate, ProcessCalls.MayExecute) == 0)
            {
                return candidate;
            }

            unfit ??= ProcessCalls.Access(candidate, ProcessCalls.IsThere) == 0 ? candidate : null;
        }

        return unfit;
    }

    /// <summary>A name followed by <c>/.</c> is there only below a directory.</summary>
    private static bool IsDirectory(byte[] candidate) => ProcessCalls.Access([.. candidate, .. "/."u8], ProcessCalls.IsThere) == 0;
}
