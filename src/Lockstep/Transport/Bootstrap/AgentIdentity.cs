namespace Lockstep.Transport.Bootstrap;

/// <summary>Lets an agent check itself, so that a host needs no <c>sha256sum</c>.</summary>
public static class AgentIdentity
{
    private const int Length = 32;

    /// <summary>The identity of the program that is running: the first 32 hexadecimal digits of its SHA-256.</summary>
    /// <exception cref="IOException">The program cannot be read.</exception>
    public static string OfThisProgram()
    {
        // Where /proc is not mounted the bootstrap's path to it, our first argument, is as good.
        string path = File.Exists("/proc/self/exe") ? "/proc/self/exe" : Environment.GetCommandLineArgs()[0];
        return Sha256.HexDigest(File.ReadAllBytes(path))[..Length];
    }
}
