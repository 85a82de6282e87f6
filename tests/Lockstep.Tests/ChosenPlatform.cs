using System.Runtime.CompilerServices;
using Lockstep.Portable;

namespace Lockstep.Tests;

/// <summary>Runs the tests on the platform that LOCKSTEP_PLATFORM and LOCKSTEP_DISK name, as the client's program does.</summary>
internal static class ChosenPlatform
{
    [ModuleInitializer]
    internal static void Choose() => PortablePlatform.Choose();
}
