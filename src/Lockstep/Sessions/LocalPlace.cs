using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Native.Disk;

namespace Lockstep.Sessions;

/// <summary>Where the path of a target on this machine leads.</summary>
public static class LocalPlace
{
    /// <summary>The path free of links, whether anything stands there or not; as it is where it cannot be followed.</summary>
    /// <param name="path">Absolute, or relative to the login directory.</param>
    public static string Of(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(
                RootResolver.Resolve(NamedPlace.BytesOf(path), RootResolver.LoginDirectory()).Path.Span);
        }
        catch (SyncException)
        {
            // Whoever opens the target is told what is wrong with the way to it.
            return path;
        }
    }
}
