using System.Runtime.CompilerServices;

namespace Lockstep.Tests;

/// <summary>Gives the tests a home directory of their own: what is remembered there of each root would else be left in that of whoever runs them.</summary>
internal static class OwnHome
{
    [ModuleInitializer]
    internal static void Make()
    {
        string home = Directory.CreateTempSubdirectory("lockstep-home-").FullName;
        Environment.SetEnvironmentVariable("HOME", home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(home, recursive: true);
    }
}
